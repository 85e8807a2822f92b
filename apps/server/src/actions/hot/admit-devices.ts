import type { DeviceRow } from '../../store/hot-approvals.ts'
import { ACTIVE_DEVICES } from '../../domain/counter-names.ts'
import { ALL_APPS } from '../../domain/operator.ts'
import { dayOf } from '../../domain/time-span.ts'
import type { HotContext } from './hot-context.ts'
import { SEEN_EVERY_MS } from './record-answers.ts'

export interface AdmitDeviceInput {
  /** 0: a device asks for itself, and no user is held for it. */
  readonly appId: 0
  readonly authyId: 0
  readonly deviceId: number
  readonly nonce: string
  readonly nonceExpiresAt: number
  readonly ip: string | undefined
}

export type AdmitDeviceResult =
  | { readonly result: 'admitted'; readonly device: DeviceRow }
  | { readonly result: 'replayed' }
  | { readonly result: 'revoked' }

/** Lets in requests whose signature was verified: each nonce once, and no revoked device. */
export async function admitDevices(
  { tx, now, touch, count }: HotContext,
  inputs: readonly AdmitDeviceInput[],
): Promise<readonly AdmitDeviceResult[]> {
  const fresh = await tx.claimNonces(inputs)
  const devices = await tx.loadDevicesById(inputs.map((input) => input.deviceId))
  const newToday = new Set<number>()
  const results = inputs.map((input, place): AdmitDeviceResult => {
    const device = devices[place]
    if (fresh[place] !== true) return { result: 'replayed' }
    if (device === undefined || device.revokedAt !== undefined) return { result: 'revoked' }
    if (device.lastSeenAt <= now - SEEN_EVERY_MS) touch({ id: device.id, at: now, ip: input.ip })
    if (device.lastSeenAt < dayOf(now)) newToday.add(device.id)
    return { result: 'admitted', device }
  })
  if (newToday.size > 0) count({ appId: ALL_APPS, name: ACTIVE_DEVICES, by: newToday.size })
  return results
}
