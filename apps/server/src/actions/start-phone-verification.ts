import type { Kysely } from 'kysely'
import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { allowsCountry, wishedLocale } from '../domain/app-settings.ts'
import { CODE_LIFE_MS } from '../domain/limits.ts'
import { lineTypeOf, type PhoneNumber } from '../domain/phone-number.ts'
import { decideSend, digitsFrom } from '../domain/send-token.ts'
import { chooseLocale } from '../languages/choose-locale.ts'
import type { Locale } from '../languages/locales.ts'
import { countAt, recordEvent } from '../store/counters.ts'
import { holdName } from '../store/hold-name.ts'
import { randomId } from '../store/ids.ts'
import { findPhoneVerification } from '../store/phone-verifications.ts'
import type { Schema } from '../store/schema.ts'
import { enqueueMessage } from './enqueue-message.ts'
import { sendLimits } from './limits.ts'
import { sendsName, sentName } from '../domain/counter-names.ts'
import type { ExceededLimit } from './hot/counting.ts'
import { raiseLimitsOnce } from './raise-limits-once.ts'
import { renderCode } from './message-content.ts'
import { phoneVerificationRow } from './sealed-rows.ts'

const IV_BYTES = 12
const DIGIT_BYTES = 8
const ID_BYTES = 16

export interface StartPhoneVerificationInput {
  readonly app: App
  readonly phone: PhoneNumber
  readonly via: 'sms' | 'call'
  readonly codeLength: number
  readonly customCode: string | undefined
  readonly locale: string | undefined
  readonly userIp: string | undefined
}

export type StartPhoneVerificationResult =
  | {
      readonly result: 'started'
      /** Absent in the sandbox, where nothing is kept. */
      readonly id: string | undefined
      readonly secondsToExpire: number
      readonly locale: Locale
      readonly messageId: string | undefined
    }
  | { readonly result: 'landline' }
  | { readonly result: 'channel-disabled' }
  | ({ readonly result: 'throttled' } & ExceededLimit)

/** Sends a code to a number, or the living one again: no user is involved (docs/wire, phone verification). */
export async function startPhoneVerification(
  deps: Deps,
  input: StartPhoneVerificationInput,
): Promise<StartPhoneVerificationResult> {
  const { app, phone, via } = input
  const isEnabled = via === 'sms' ? app.settings.smsEnabled : app.settings.callsEnabled
  const isSandbox = app.plan === 'sandbox'
  if (!allowsCountry(app.settings, phone.region)) return { result: 'channel-disabled' }
  if (!isEnabled || !(isSandbox || deps.settings.channels.has(via)))
    return { result: 'channel-disabled' }
  const type = lineTypeOf(phone)
  if (via === 'sms' && type === 'landline') return { result: 'landline' }
  const locale = chooseLocale(wishedLocale(app.settings, input.locale), phone.region)
  if (isSandbox) {
    return {
      result: 'started',
      id: undefined,
      secondsToExpire: 0,
      locale,
      messageId: undefined,
    }
  }
  const phoneHash = deps.vault.blindIndex('phone', phone.e164)
  const outcome = await deps.db
    .transaction()
    .execute((tx) => start({ ...deps, db: tx }, input, phoneHash, locale))
  if (outcome.result === 'started' && outcome.messageId !== undefined) deps.wakeWorker()
  if (outcome.result === 'throttled') deps.tally.countRefused(app.id, outcome.limit)
  return outcome
}

async function start(
  deps: Deps & { readonly db: Kysely<Schema> },
  input: StartPhoneVerificationInput,
  phoneHash: string,
  locale: Locale,
): Promise<StartPhoneVerificationResult> {
  const { db, vault, random } = deps
  const { app, phone, via } = input
  const now = deps.now()
  // Of two starts at once the second must see the code of the first, or it would send another.
  await holdName(db, deps.dialect, `phone_verifications/${app.id}/${phoneHash}`)
  const last = await findPhoneVerification(db, app.id, phoneHash)
  const lastCode =
    last === undefined ? '' : vault.open(last.sealed_code, phoneVerificationRow(last.id))
  // A code of the app's own that is not the living one takes its place, however soon it comes.
  const isOtherCode = input.customCode !== undefined && input.customCode !== lastCode
  const rules = {
    digits: input.customCode?.length ?? input.codeLength,
    lifeMs: CODE_LIFE_MS,
    resendLivingToken: !isOtherCode,
    sendsPerToken: app.settings.sendsPerToken,
  }
  const decision = decideSend(
    last === undefined
      ? undefined
      : {
          token: lastCode,
          expiresAt: last.expires_at,
          guesses: last.guesses,
          usedAt: last.verified_at ?? undefined,
          sends: last.sends,
          lastSentAt: last.last_sent_at,
          lastRequest: isOtherCode ? '' : last.via,
        },
    via,
    rules,
    now,
  )
  if (decision.result === 'throttled') return { ...decision, limit: 'send/token' }
  if (decision.result === 'identical' && last !== undefined) {
    return started(last.id, last.expires_at, now, locale, undefined)
  }
  const limits = sendLimits({
    appId: app.id,
    phoneHash,
    userIp: input.userIp,
    sendsPerPhone: app.settings.sendsPerPhone,
    sendsPerApp: app.settings.sendsPerAppPerMinute,
    sendsPerAddress: app.settings.sendsPerAddress,
  })
  const exceeded = await raiseLimitsOnce(db, limits, now)
  if (exceeded !== undefined) return { result: 'throttled', ...exceeded }

  const isResend = decision.result === 'resend'
  const id = isResend && last !== undefined ? last.id : randomId(random(ID_BYTES))
  const code = isResend ? decision.token : (input.customCode ?? drawCode(random, input.codeLength))
  const expiresAt = isResend ? decision.expiresAt : now + CODE_LIFE_MS
  const values = {
    id,
    sealed_code: vault.seal(code, phoneVerificationRow(id), random(IV_BYTES)),
    via,
    expires_at: expiresAt,
    guesses: isResend ? decision.guesses : 0,
    sends: isResend ? decision.sends : 1,
    last_sent_at: now,
    verified_at: null,
    created_at: isResend && last !== undefined ? last.created_at : now,
  }
  await db
    .insertInto('phone_verifications')
    .values({ app_id: app.id, phone_hash: phoneHash, ...values })
    .onConflict((conflict) => conflict.columns(['app_id', 'phone_hash']).doUpdateSet(values))
    .execute()
  const content = renderCode({ via, to: phone.e164, appName: app.name, code, locale })
  const messageId = await enqueueMessage(deps, {
    appId: app.id,
    authyId: undefined,
    kind: 'code',
    channel: via,
    locale,
    toHash: phoneHash,
    content,
    region: phone.region,
    lifeMs: expiresAt - now,
  })
  await db
    .updateTable('phone_verifications')
    .set({ message_id: messageId })
    .where('id', '=', id)
    .execute()
  await recordEvent(db, {
    appId: app.id,
    authyId: undefined,
    at: now,
    kind: 'phone_verification_started',
    facts: JSON.stringify({ via }),
  })
  await countAt(db, now, [
    { appId: app.id, name: sentName(via) },
    { appId: app.id, name: sendsName(phone.region, via) },
  ])
  return started(id, expiresAt, now, locale, messageId)
}

function started(
  id: string,
  expiresAt: number,
  now: number,
  locale: Locale,
  messageId: string | undefined,
) {
  const secondsToExpire = Math.max(0, Math.floor((expiresAt - now) / 1_000))
  return { result: 'started', id, secondsToExpire, locale, messageId } as const
}

/** Ten digits need more than one draw of eight bytes leaves unbiased: two draws of five. */
function drawCode(random: (bytes: number) => Uint8Array, length: number): string {
  return length <= 8
    ? digitsFrom(random(DIGIT_BYTES), length)
    : digitsFrom(random(DIGIT_BYTES), 5) + digitsFrom(random(DIGIT_BYTES), length - 5)
}
