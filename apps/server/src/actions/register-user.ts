import type { Kysely } from 'kysely'
import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { allowsCountry, wishedLocale } from '../domain/app-settings.ts'
import { parseEmailAddress } from '../domain/email-address.ts'
import { lineTypeOf, parsePhoneNumber, type PhoneNumber } from '../domain/phone-number.ts'
import { usersName } from '../domain/counter-names.ts'
import { countAt, recordEvent } from '../store/counters.ts'
import { appendDeviceEvent } from '../store/device-events.ts'
import type { Schema } from '../store/schema.ts'
import { userTopic } from '../store/signals.ts'
import { renderInstallLink } from './message-content.ts'
import { enqueueMessage } from './enqueue-message.ts'
import { findOrCreatePerson } from './person.ts'
import { sendLimits } from './limits.ts'
import { raiseLimitsOnce } from './raise-limits-once.ts'
import { emailRow } from './sealed-rows.ts'

export interface RegisterUserInput {
  readonly app: App
  readonly email: string
  readonly cellphone: string
  readonly countryCode: string
  /** Undefined: as the app's setting says. */
  readonly sendInstallLink: boolean | undefined
  readonly userIp: string | undefined
}

export type RegisterUserResult =
  | { readonly result: 'registered'; readonly authyId: number }
  | { readonly result: 'not-valid'; readonly fields: readonly UserField[] }

export type UserField = 'email' | 'cellphone' | 'country_code'

const IV_BYTES = 12

/**
 * Registers a person with an app. The phone number is the identity: the same number gives the same
 * id in every app and again after a removal; a further e-mail is kept beside the first.
 */
export async function registerUser(
  deps: Deps,
  input: RegisterUserInput,
): Promise<RegisterUserResult> {
  const email = parseEmailAddress(input.email)
  const phone = parsePhoneNumber(input.countryCode, input.cellphone)
  if (email === undefined || !phone.ok) {
    const fields: UserField[] = email === undefined ? ['email'] : []
    if (!phone.ok)
      fields.push(phone.problem.reason === 'number-invalid' ? 'cellphone' : 'country_code')
    return { result: 'not-valid', fields }
  }
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const inTx = { ...deps, db: tx }
    const authyId = await findOrCreatePerson(inTx, phone.phone)
    const isNew = await attach(inTx, input.app.id, authyId, phone.phone.region)
    await addEmail(inTx, input.app.id, authyId, email)
    const sendsLink = isNew && (await sendInstallLink(inTx, input, authyId, phone.phone))
    return { authyId, isNew, sendsLink }
  })
  if (outcome.isNew) deps.signals.publish([userTopic(outcome.authyId)])
  if (outcome.sendsLink) deps.wakeWorker()
  return { result: 'registered', authyId: outcome.authyId }
}

type InTx = Deps & { readonly db: Kysely<Schema> }

/** True when the person is new to the app, or back after a removal. Counted tries survive a removal. */
async function attach(
  { db, now }: InTx,
  appId: number,
  authyId: number,
  region: string | undefined,
): Promise<boolean> {
  const at = now()
  const inserted = await db
    .insertInto('app_users')
    .values({ app_id: appId, authy_id: authyId, created_at: at, region: region ?? null })
    .onConflict((conflict) => conflict.columns(['app_id', 'authy_id']).doNothing())
    .returning('authy_id')
    .executeTakeFirst()
  const isBack =
    inserted === undefined &&
    (await db
      .updateTable('app_users')
      .set({ removed_at: null, created_at: at })
      .where('app_id', '=', appId)
      .where('authy_id', '=', authyId)
      .where('removed_at', 'is not', null)
      .returning('authy_id')
      .executeTakeFirst()) !== undefined
  if (inserted === undefined && !isBack) return false
  await recordEvent(db, { appId, authyId, at, kind: 'user_added', facts: '{}' })
  await appendDeviceEvent(db, authyId, at, 'apps-changed', {})
  await countAt(db, at, [{ appId, name: usersName('added') }])
  return true
}

async function addEmail(
  { db, vault, now, random }: InTx,
  appId: number,
  authyId: number,
  email: string,
): Promise<void> {
  const emailHash = vault.blindIndex('email', email.toLowerCase())
  const { newest } = await db
    .selectFrom('app_user_emails')
    .select((eb) => eb.fn.max<number | null>('created_at').as('newest'))
    .where('app_id', '=', appId)
    .where('authy_id', '=', authyId)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('app_user_emails')
    .values({
      app_id: appId,
      authy_id: authyId,
      email_hash: emailHash,
      sealed_email: vault.seal(email, emailRow(appId, authyId, emailHash), random(IV_BYTES)),
      // Always after the former ones: the first is the one that is shown, also of two in one millisecond.
      created_at: Math.max(now(), (newest ?? 0) + 1),
    })
    .onConflict((conflict) => conflict.columns(['app_id', 'authy_id', 'email_hash']).doNothing())
    .execute()
}

/** The link is a courtesy: without SMS, in the sandbox, on a landline or past a limit it is left out, and the registration stands. */
export async function sendInstallLink(
  deps: InTx,
  input: Pick<RegisterUserInput, 'app' | 'sendInstallLink' | 'userIp'>,
  authyId: number,
  phone: PhoneNumber,
): Promise<boolean> {
  const { app } = input
  const isWanted = input.sendInstallLink ?? app.settings.installLinkByDefault
  const isPossible =
    app.plan !== 'sandbox' &&
    app.settings.smsEnabled &&
    allowsCountry(app.settings, phone.region) &&
    deps.settings.channels.has('sms') &&
    lineTypeOf(phone) !== 'landline'
  if (!isWanted || !isPossible) return false
  const phoneHash = deps.vault.blindIndex('phone', phone.e164)
  const now = deps.now()
  const limits = sendLimits({
    appId: app.id,
    phoneHash,
    userIp: input.userIp,
    sendsPerPhone: app.settings.sendsPerPhone,
    sendsPerApp: app.settings.sendsPerAppPerMinute,
    sendsPerAddress: app.settings.sendsPerAddress,
  })
  if ((await raiseLimitsOnce(deps.db, limits, now)) !== undefined) return false
  const { locale, content } = renderInstallLink({
    to: phone.e164,
    region: phone.region,
    appName: app.name,
    url: deps.settings.installUrl,
    locale: wishedLocale(app.settings, undefined),
  })
  await enqueueMessage(deps, {
    appId: app.id,
    authyId,
    kind: 'install-link',
    channel: 'sms',
    locale,
    toHash: phoneHash,
    content,
    region: phone.region,
    lifeMs: INSTALL_LINK_LIFE_MS,
  })
  return true
}

/** How long it is worth trying to deliver an install link. */
const INSTALL_LINK_LIFE_MS = 3_600_000
