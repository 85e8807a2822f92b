import type { Deps } from '../../deps.ts'
import { appendDeviceEvent } from '../../store/device-events.ts'
import { type Device, findDevice, findDevices, hasPushSubscription } from '../../store/devices.ts'
import { userTopic } from '../../store/signals.ts'
import { type InSameTransaction, nothingElse } from '../change-user.ts'
import { phoneRow } from '../sealed-rows.ts'
import { softTokenId } from '../soft-token-id.ts'
import { recordForApps } from './complete-registration.ts'

/** The person's living devices, the asking one first. */
export async function listDevices(
  deps: Deps,
  device: { readonly id: number; readonly authyId: number },
): Promise<readonly Device[]> {
  const all = await findDevices(deps.db, device.authyId)
  return all
    .filter((each) => each.revokedAt === undefined)
    .toSorted((a, b) => Number(b.id === device.id) - Number(a.id === device.id))
}

export interface OwnDevice {
  readonly device: Device
  readonly countryCode: number
  readonly phone: string
  readonly hasPush: boolean
}

/** A device as it may see itself. */
export async function readOwnDevice(deps: Deps, id: number): Promise<OwnDevice | undefined> {
  const device = await findDevice(deps.db, id)
  if (device === undefined) return undefined
  const person = await deps.db
    .selectFrom('users')
    .select(['country_code', 'phone_hash', 'sealed_phone'])
    .where('authy_id', '=', device.authyId)
    .executeTakeFirstOrThrow()
  return {
    device,
    countryCode: person.country_code,
    phone: deps.vault.open(person.sealed_phone, phoneRow(person.phone_hash)),
    hasPush: await hasPushSubscription(deps.db, id),
  }
}

export async function changeDevice(
  deps: Deps,
  device: { readonly id: number; readonly authyId: number },
  change: { readonly name?: string; readonly version?: string },
): Promise<void> {
  if (change.name === undefined && change.version === undefined) return
  await deps.db.transaction().execute(async (tx) => {
    await tx.updateTable('devices').set(change).where('id', '=', device.id).execute()
    if (change.name !== undefined)
      await appendDeviceEvent(tx, device.authyId, deps.now(), 'devices-changed', {})
  })
  deps.signals.publish([userTopic(device.authyId)])
}

/** Ends a device of the person at once, with its tokens and what wakes it. Other people's are not found. */
export async function revokeDevice(
  deps: Deps,
  authyId: number,
  id: number,
  also: InSameTransaction = nothingElse,
): Promise<'revoked' | 'not-found'> {
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const at = deps.now()
    const revoked = await tx
      .updateTable('devices')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('authy_id', '=', authyId)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (revoked === undefined) return 'not-found' as const
    await tx
      .deleteFrom('authenticators')
      .where('authy_id', '=', authyId)
      .where('app_id', 'in', (eb) =>
        eb.selectFrom('app_users').select('app_id').where('authy_id', '=', authyId),
      )
      .where('id', '=', softTokenId(id))
      .execute()
    await tx.deleteFrom('push_subscriptions').where('device_id', '=', id).execute()
    await appendDeviceEvent(tx, authyId, at, 'device-revoked', { deviceId: id })
    await recordForApps(tx, authyId, at, 'device_revoked', { device: id })
    await also(tx)
    return 'revoked' as const
  })
  if (outcome === 'revoked') deps.signals.publish([userTopic(authyId)])
  return outcome
}
