import type { Deps } from '../../deps.ts'
import { findDevice } from '../../store/devices.ts'
import type { AdmitDeviceInput, AdmitDeviceResult } from '../hot/admit-devices.ts'

/** Whose nonces those of devices are that have no id yet. */
const NO_DEVICE = 0

/** The public key of a device, revoked or not: whether it may ask is decided with its nonce. */
export async function findDeviceKey(
  deps: Deps,
  id: number,
): Promise<{ readonly authyId: number; readonly signingKey: string } | undefined> {
  return await findDevice(deps.db, id)
}

/** Lets a request in whose signature was verified: its nonce is taken, and a revoked device is refused. */
export async function admitDevice(
  deps: Deps,
  request: {
    readonly deviceId: number
    readonly nonce: string
    readonly nonceExpiresAt: number
    readonly ip: string | undefined
  },
): Promise<AdmitDeviceResult> {
  const input: AdmitDeviceInput = { appId: 0, authyId: 0, ...request }
  // run-acts.ts answers an 'admit-device' with exactly this.
  return (await deps.runAct(
    'admit-device',
    `device/${request.deviceId}/${request.nonce}`,
    input,
  )) as AdmitDeviceResult
}

/** The same for a device that is not registered yet. */
export async function claimRegistrationNonce(
  deps: Deps,
  { nonce, nonceExpiresAt }: { readonly nonce: string; readonly nonceExpiresAt: number },
): Promise<boolean> {
  const claimed = await deps.db
    .insertInto('device_nonces')
    .values({ device_id: NO_DEVICE, nonce, expires_at: nonceExpiresAt })
    .onConflict((conflict) => conflict.columns(['device_id', 'nonce']).doNothing())
    .returning('nonce')
    .executeTakeFirst()
  return claimed !== undefined
}
