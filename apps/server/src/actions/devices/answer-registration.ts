import type { Kysely } from 'kysely'
import type { Deps } from '../../deps.ts'
import {
  MOST_REGISTRATION_NUMBERS,
  registrationStatusAt,
} from '../../domain/device-registration.ts'
import { appendDeviceEvent } from '../../store/device-events.ts'
import { lockRegistration, type RegistrationRow } from '../../store/device-registrations.ts'
import type { Schema } from '../../store/schema.ts'
import { registrationTopic, userTopic } from '../../store/signals.ts'
import { deviceRegistrationRow } from '../sealed-rows.ts'
import { addDevice, recordForApps } from './complete-registration.ts'
import { stateOf } from './start-registration.ts'

/** Registrations that wait for one of the person's devices, newest first. */
export async function listRegistrationRequests(
  deps: Deps,
  authyId: number,
): Promise<readonly RegistrationRow[]> {
  return await deps.db
    .selectFrom('device_registrations')
    .innerJoin('users', 'users.phone_hash', 'device_registrations.phone_hash')
    .selectAll('device_registrations')
    .where('users.authy_id', '=', authyId)
    .where('asked_device_at', 'is not', null)
    .where('completed_at', 'is', null)
    .where('refused_at', 'is', null)
    .where('expires_at', '>', deps.now())
    .orderBy('device_registrations.created_at', 'desc')
    .limit(20)
    .execute()
}

/** What a device signed about another one, its signature verified (docs/device-protocol.md). */
export interface SignedRegistrationAnswer {
  readonly id: string
  readonly name: string
  readonly system: string
  readonly answer: 'approved' | 'denied'
  readonly number: string | null
}

export type AnswerRegistrationResult =
  | { readonly result: 'answered' }
  | { readonly result: 'not-found' }
  | { readonly result: 'over'; readonly status: 'complete' | 'refused' | 'expired' }
  | { readonly result: 'altered'; readonly field: string }
  | { readonly result: 'wrong-number'; readonly triesLeft: number }
  | { readonly result: 'too-many-devices' }

/** Lets a further device in, or not. Letting it in needs the number that it shows. */
export async function answerRegistration(
  deps: Deps,
  device: { readonly id: number; readonly authyId: number },
  signed: SignedRegistrationAnswer,
): Promise<AnswerRegistrationResult> {
  const outcome = await deps.db
    .transaction()
    .execute((tx) => answer({ ...deps, db: tx }, device, signed))
  deps.signals.publish([registrationTopic(signed.id), userTopic(device.authyId)])
  return outcome
}

async function answer(
  deps: Deps & { readonly db: Kysely<Schema> },
  device: { readonly id: number; readonly authyId: number },
  signed: SignedRegistrationAnswer,
): Promise<AnswerRegistrationResult> {
  const { db, vault } = deps
  const now = deps.now()
  const row = await lockRegistration(db, deps.dialect, signed.id)
  if (row === undefined || row.asked_device_at === null || !(await isTheirs(db, device, row)))
    return { result: 'not-found' }
  const status = registrationStatusAt(stateOf(row), now)
  if (status !== 'pending') return { result: 'over', status }
  if (signed.name !== row.name) return { result: 'altered', field: 'name' }
  if (signed.system !== row.system) return { result: 'altered', field: 'system' }
  const number = vault.open(row.sealed_number, deviceRegistrationRow(row.id))
  if (signed.answer === 'approved' && signed.number === number) {
    const added = await addDevice(deps, { ...row, via: 'device' })
    if (added.result !== 'complete') return added
    await tell(db, device.authyId, now, row.id, 'complete')
    return { result: 'answered' }
  }
  const wrongNumbers = row.wrong_numbers + (signed.answer === 'approved' ? 1 : 0)
  const triesLeft = Math.max(0, MOST_REGISTRATION_NUMBERS - wrongNumbers)
  const isRefused = signed.answer === 'denied' || triesLeft === 0
  await db
    .updateTable('device_registrations')
    .set({ wrong_numbers: wrongNumbers, refused_at: isRefused ? now : null })
    .where('id', '=', row.id)
    .execute()
  if (isRefused) {
    await tell(db, device.authyId, now, row.id, 'refused')
    await recordForApps(db, device.authyId, now, 'device_registration_refused', { by: device.id })
  }
  return signed.answer === 'denied' ? { result: 'answered' } : { result: 'wrong-number', triesLeft }
}

async function isTheirs(
  db: Kysely<Schema>,
  device: { readonly authyId: number },
  row: RegistrationRow,
): Promise<boolean> {
  const person = await db
    .selectFrom('users')
    .select('authy_id')
    .where('phone_hash', '=', row.phone_hash)
    .executeTakeFirst()
  return person?.authy_id === device.authyId
}

async function tell(
  db: Kysely<Schema>,
  authyId: number,
  at: number,
  id: string,
  status: 'complete' | 'refused',
): Promise<void> {
  await appendDeviceEvent(db, authyId, at, 'registration-answered', { id, status })
}
