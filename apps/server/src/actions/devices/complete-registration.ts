import { DAY_MS } from '../../domain/time-span.ts'
import type { Kysely } from 'kysely'
import type { Deps } from '../../deps.ts'
import {
  decideCode,
  MOST_CODE_GUESSES,
  MOST_DEVICES,
  registrationStatusAt,
} from '../../domain/device-registration.ts'
import { phoneFromE164 } from '../../domain/phone-number.ts'
import { recordEvent } from '../../store/counters.ts'
import { appendDeviceEvent } from '../../store/device-events.ts'
import { lockRegistration, type RegistrationRow } from '../../store/device-registrations.ts'
import { type Device, findDevice, findDevices } from '../../store/devices.ts'
import type { Schema } from '../../store/schema.ts'
import { userTopic } from '../../store/signals.ts'
import { drawId, findOrCreatePerson, ID_DRAWS } from '../person.ts'
import { raiseLimitsOnce } from '../raise-limits-once.ts'
import { deviceRegistrationRow } from '../sealed-rows.ts'
import { stateOf } from './start-registration.ts'

/** Wrong codes for one phone in a day, over all its registrations: 50 in a million. */
export const WRONG_CODES_PER_PHONE = 50

export type CompleteRegistrationResult =
  | { readonly result: 'complete'; readonly device: Device }
  | { readonly result: 'not-found' }
  | { readonly result: 'over'; readonly status: 'refused' | 'expired' }
  | { readonly result: 'wrong-code'; readonly triesLeft: number }
  | { readonly result: 'throttled'; readonly retryAt: number }
  | { readonly result: 'too-many-devices' }

/** Proves a number by the code that went there. A repeated right code gives the same device: the first answer may have been lost. */
export async function completeRegistration(
  deps: Deps,
  input: { readonly id: string; readonly signingKey: string; readonly code: string },
): Promise<CompleteRegistrationResult> {
  const outcome = await deps.db.transaction().execute((tx) => complete({ ...deps, db: tx }, input))
  if (outcome.result === 'complete') deps.signals.publish([userTopic(outcome.device.authyId)])
  return outcome
}

async function complete(
  deps: Deps & { readonly db: Kysely<Schema> },
  input: { readonly id: string; readonly signingKey: string; readonly code: string },
): Promise<CompleteRegistrationResult> {
  const { db, vault } = deps
  const now = deps.now()
  const row = await lockRegistration(db, deps.dialect, input.id)
  if (row === undefined || row.signing_key !== input.signingKey) return { result: 'not-found' }
  const status = registrationStatusAt(stateOf(row), now)
  if (status === 'refused' || status === 'expired') return { result: 'over', status }
  if (row.guesses >= MOST_CODE_GUESSES) return { result: 'wrong-code', triesLeft: 0 }
  const guesses = row.guesses + 1
  await db.updateTable('device_registrations').set({ guesses }).where('id', '=', row.id).execute()
  const code = vault.open(row.sealed_code, deviceRegistrationRow(row.id))
  const decision = decideCode(code, input.code, guesses)
  const limit = {
    id: `device-code/${row.phone_hash}`,
    limit: WRONG_CODES_PER_PHONE,
    windowMs: DAY_MS,
  }
  // Counted before the answer, right or wrong: over the limit neither is told.
  const exceeded = await raiseLimitsOnce(db, [limit], now)
  if (exceeded !== undefined) return { result: 'throttled', retryAt: exceeded.retryAt }
  if (decision.result === 'wrong') return { result: 'wrong-code', triesLeft: decision.triesLeft }
  return await addDevice(deps, row)
}

/** Makes the device that a registration was for. The caller holds the registration's row. */
export async function addDevice(
  deps: Deps & { readonly db: Kysely<Schema> },
  row: RegistrationRow,
): Promise<
  { readonly result: 'complete'; readonly device: Device } | { readonly result: 'too-many-devices' }
> {
  const { db, vault } = deps
  const now = deps.now()
  const known = row.device_id === null ? undefined : await findDevice(db, row.device_id)
  if (known !== undefined) return { result: 'complete', device: known }
  const phone = phoneFromE164(vault.open(row.sealed_phone, deviceRegistrationRow(row.id)))
  if (phone === undefined) throw new Error('A registration holds a number that is none.')
  const authyId = await findOrCreatePerson(deps, phone)
  const living = (await findDevices(db, authyId)).filter((each) => each.revokedAt === undefined)
  if (living.length >= MOST_DEVICES) return { result: 'too-many-devices' }
  const id = await insertDevice(deps, row, authyId)
  await db
    .updateTable('device_registrations')
    .set({ completed_at: now, device_id: id })
    .where('id', '=', row.id)
    .execute()
  await appendDeviceEvent(db, authyId, now, 'devices-changed', {})
  await recordForApps(db, authyId, now, 'device_registration_completed', {
    device: id,
    via: row.via,
  })
  const device = await findDevice(db, id)
  if (device === undefined) throw new Error('A device that was inserted is not there.')
  return { result: 'complete', device }
}

async function insertDevice(
  { db, now, random }: Deps & { readonly db: Kysely<Schema> },
  row: RegistrationRow,
  authyId: number,
): Promise<number> {
  for (let draw = 0; draw < ID_DRAWS; draw++) {
    const inserted = await db
      .insertInto('devices')
      .values({
        id: drawId(random),
        authy_id: authyId,
        signing_key: row.signing_key,
        agreement_key: row.agreement_key,
        name: row.name,
        system: row.system,
        version: row.version,
        registered_at: now(),
        registered_via: row.via,
        registered_ip: row.ip,
        last_seen_at: now(),
        last_ip: row.ip,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (inserted !== undefined) return inserted.id
  }
  throw new Error(`No free device id in ${ID_DRAWS} draws.`)
}

/** What happens to a person's devices concerns every app that relies on them. */
export async function recordForApps(
  db: Kysely<Schema>,
  authyId: number,
  at: number,
  kind: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<void> {
  const apps = await db
    .selectFrom('app_users')
    .select('app_id')
    .where('authy_id', '=', authyId)
    .where('removed_at', 'is', null)
    .execute()
  for (const { app_id: appId } of apps)
    await recordEvent(db, { appId, authyId, at, kind, facts: JSON.stringify(facts) })
}
