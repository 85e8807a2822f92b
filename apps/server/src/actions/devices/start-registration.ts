import type { Kysely } from 'kysely'
import type { Deps } from '../../deps.ts'
import {
  REGISTRATION_CODE_DIGITS,
  REGISTRATION_LIFE_MS,
  registrationStatusAt,
  RESEND_AFTER_MS,
} from '../../domain/device-registration.ts'
import { numberFrom } from '../../domain/approval-request.ts'
import type { DeviceSystem } from '../../domain/device.ts'
import { phoneFromE164 } from '../../domain/phone-number.ts'
import { digitsFrom } from '../../domain/send-token.ts'
import { chooseLocale } from '../../languages/choose-locale.ts'
import { appendDeviceEvent } from '../../store/device-events.ts'
import { lockRegistration, type RegistrationRow } from '../../store/device-registrations.ts'
import { findDevices } from '../../store/devices.ts'
import { randomId } from '../../store/ids.ts'
import { enqueueWakes } from '../../store/push-subscriptions.ts'
import type { Schema } from '../../store/schema.ts'
import { userTopic } from '../../store/signals.ts'
import { enqueueMessage } from '../enqueue-message.ts'
import { sendLimits } from '../limits.ts'
import { raiseLimitsOnce } from '../raise-limits-once.ts'
import { renderCode } from '../message-content.ts'
import { deviceRegistrationRow } from '../sealed-rows.ts'

const IV_BYTES = 12
const ID_BYTES = 16
const DIGIT_BYTES = 8
const NUMBER_BYTES = 2

/** What the messages of the authenticator itself are signed with: no app has asked for them. */
const SERVICE_NAME = 'Countersign'

/** The service itself, where a row names an app. */
export const SERVICE_APP_ID = 0

/** In ten minutes, in a minute, and in ten minutes from one address. */
export const STARTS_PER_PHONE = 5
export const STARTS_A_MINUTE = 600
export const STARTS_PER_ADDRESS = 30

export type Via = 'sms' | 'call' | 'device'

export interface StartRegistrationInput {
  readonly phone: string
  readonly via: Via
  readonly locale: string | undefined
  readonly name: string
  readonly system: DeviceSystem
  readonly version: string
  /** Public keys as JWK, JSON. */
  readonly signingKey: string
  readonly agreementKey: string
  readonly ip: string | undefined
}

export type RegistrationSent =
  | { readonly result: 'sent'; readonly row: RegistrationRow; readonly number: string | undefined }
  | { readonly result: 'phone-invalid' }
  | { readonly result: 'channel-disabled' }
  | { readonly result: 'throttled'; readonly retryAt: number }
  | { readonly result: 'not-found' }
  | { readonly result: 'over'; readonly status: 'complete' | 'refused' | 'expired' }

/**
 * Begins the registration of a device. Whether the number is known makes no difference to the answer:
 * nobody learns here who has an account.
 */
export async function startRegistration(
  deps: Deps,
  input: StartRegistrationInput,
): Promise<RegistrationSent> {
  const phone = phoneFromE164(input.phone)
  if (phone === undefined) return { result: 'phone-invalid' }
  const { vault, random } = deps
  const now = deps.now()
  const id = randomId(random(ID_BYTES))
  const seal = (text: string) => vault.seal(text, deviceRegistrationRow(id), random(IV_BYTES))
  const row: RegistrationRow = {
    id,
    phone_hash: vault.blindIndex('phone', phone.e164),
    sealed_phone: seal(phone.e164),
    via: input.via,
    sealed_code: seal(digitsFrom(random(DIGIT_BYTES), REGISTRATION_CODE_DIGITS)),
    sealed_number: seal(numberFrom(random(NUMBER_BYTES))),
    locale: input.locale ?? null,
    signing_key: input.signingKey,
    agreement_key: input.agreementKey,
    name: input.name,
    system: input.system,
    version: input.version,
    ip: input.ip ?? null,
    guesses: 0,
    wrong_numbers: 0,
    asked_device_at: null,
    last_sent_at: now,
    created_at: now,
    expires_at: now + REGISTRATION_LIFE_MS,
    refused_at: null,
    completed_at: null,
    device_id: null,
  }
  return await sendInTransaction(deps, input.via, input.ip, {
    prepare: async () => row,
    save: async (tx, sent) => {
      await tx.insertInto('device_registrations').values(sent).execute()
    },
  })
}

/** Sends the code of a registration again, or asks on another device. */
export async function sendRegistration(
  deps: Deps,
  input: {
    readonly id: string
    readonly signingKey: string
    readonly via: Via
    readonly ip: string | undefined
  },
): Promise<RegistrationSent> {
  const prepare = async (tx: Kysely<Schema>): Promise<RegistrationRow | RegistrationSent> => {
    const row = await lockRegistration(tx, deps.dialect, input.id)
    if (row === undefined || row.signing_key !== input.signingKey) return { result: 'not-found' }
    const now = deps.now()
    const status = registrationStatusAt(stateOf(row), now)
    if (status !== 'pending') return { result: 'over', status }
    const resendAt = row.last_sent_at + RESEND_AFTER_MS
    if (now < resendAt) return { result: 'throttled', retryAt: resendAt }
    return row
  }
  return await sendInTransaction(deps, input.via, input.ip, {
    prepare,
    save: async (tx, { id, via, last_sent_at, asked_device_at }) => {
      await tx
        .updateTable('device_registrations')
        .set({ via, last_sent_at, asked_device_at })
        .where('id', '=', id)
        .execute()
    },
  })
}

interface Sending {
  readonly prepare: (tx: Kysely<Schema>) => Promise<RegistrationRow | RegistrationSent>
  /** Writes the registration as it stands once something was sent for it. */
  readonly save: (tx: Kysely<Schema>, row: RegistrationRow) => Promise<void>
}

async function sendInTransaction(
  deps: Deps,
  via: Via,
  ip: string | undefined,
  { prepare, save }: Sending,
): Promise<RegistrationSent> {
  if (via !== 'device' && !deps.settings.channels.has(via)) return { result: 'channel-disabled' }
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const prepared = await prepare(tx)
    if ('result' in prepared) return { sent: prepared, authyId: undefined }
    return await send({ ...deps, db: tx }, prepared, via, ip, save)
  })
  if (outcome.sent.result === 'sent') deps.wakeWorker()
  if (outcome.authyId !== undefined) deps.signals.publish([userTopic(outcome.authyId)])
  return outcome.sent
}

async function send(
  deps: Deps & { readonly db: Kysely<Schema> },
  row: RegistrationRow,
  via: Via,
  ip: string | undefined,
  save: Sending['save'],
): Promise<{ readonly sent: RegistrationSent; readonly authyId: number | undefined }> {
  const { db, vault } = deps
  const now = deps.now()
  const limits = sendLimits({
    appId: SERVICE_APP_ID,
    phoneHash: `device/${row.phone_hash}`,
    userIp: ip,
    sendsPerPhone: STARTS_PER_PHONE,
    sendsPerApp: STARTS_A_MINUTE,
    sendsPerAddress: STARTS_PER_ADDRESS,
  })
  const exceeded = await raiseLimitsOnce(db, limits, now)
  if (exceeded !== undefined) {
    const { retryAt } = exceeded
    return { sent: { result: 'throttled', retryAt }, authyId: undefined }
  }
  const sealedFor = deviceRegistrationRow(row.id)
  const authyId = via === 'device' ? await askOtherDevices(deps, row) : undefined
  if (via !== 'device') await sendCode(deps, row, via, vault.open(row.sealed_code, sealedFor))
  const askedAt = via === 'device' ? now : row.asked_device_at
  const after = { ...row, via, last_sent_at: now, asked_device_at: askedAt }
  await save(db, after)
  const number = via === 'device' ? vault.open(row.sealed_number, sealedFor) : undefined
  return { sent: { result: 'sent', row: after, number }, authyId }
}

async function sendCode(
  deps: Deps & { readonly db: Kysely<Schema> },
  row: RegistrationRow,
  via: 'sms' | 'call',
  code: string,
): Promise<void> {
  const to = deps.vault.open(row.sealed_phone, deviceRegistrationRow(row.id))
  const region = phoneFromE164(to)?.region
  const locale = chooseLocale(row.locale ?? undefined, region)
  await enqueueMessage(deps, {
    appId: SERVICE_APP_ID,
    authyId: undefined,
    kind: 'code',
    channel: via,
    locale,
    toHash: row.phone_hash,
    content: renderCode({ via, to, appName: SERVICE_NAME, code, locale }),
    region,
    lifeMs: row.expires_at - deps.now(),
  })
}

/** The person's devices are asked, if there are any; whoever asks is told nothing of that. */
async function askOtherDevices(
  { db, now, random }: Deps & { readonly db: Kysely<Schema> },
  row: RegistrationRow,
): Promise<number | undefined> {
  const person = await db
    .selectFrom('users')
    .select('authy_id')
    .where('phone_hash', '=', row.phone_hash)
    .executeTakeFirst()
  if (person === undefined) return undefined
  const authyId = person.authy_id
  const devices = (await findDevices(db, authyId)).filter((each) => each.revokedAt === undefined)
  if (devices.length === 0) return undefined
  await appendDeviceEvent(db, authyId, now(), 'registration-requested', { id: row.id })
  const ids = devices.map((device) => device.id)
  await enqueueWakes(db, ids, { now: now(), deadlineAt: row.expires_at, random })
  return authyId
}

export function stateOf(row: RegistrationRow) {
  return {
    expiresAt: row.expires_at,
    refusedAt: row.refused_at ?? undefined,
    completedAt: row.completed_at ?? undefined,
    guesses: row.guesses,
  }
}
