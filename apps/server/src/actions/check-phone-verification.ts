import { constantTimeEqual } from '@countersign/otp'
import type { Kysely } from 'kysely'
import type { Deps } from '../deps.ts'
import { type App, SANDBOX_CODE } from '../domain/app.ts'
import { GUESSES_PER_SENT_TOKEN } from '../domain/limits.ts'
import type { PhoneNumber } from '../domain/phone-number.ts'
import { countAt, recordEvent } from '../store/counters.ts'
import { findPhoneVerification } from '../store/phone-verifications.ts'
import type { Schema } from '../store/schema.ts'
import { readThrottles } from '../store/throttles.ts'
import { codeName, verifiedName } from '../domain/counter-names.ts'
import { type ExceededLimit, latestThrottle } from './hot/counting.ts'
import { wrongLimits } from './limits.ts'
import { raiseLimitsOnce } from './raise-limits-once.ts'
import { phoneVerificationRow } from './sealed-rows.ts'

export interface CheckPhoneVerificationInput {
  readonly app: App
  readonly phone: PhoneNumber
  readonly code: string
  readonly userIp: string | undefined
}

export type CheckPhoneVerificationResult =
  | { readonly result: 'correct' }
  | { readonly result: 'incorrect' }
  | { readonly result: 'none-pending' }
  | ({ readonly result: 'throttled' } & ExceededLimit)

/** Checks a code once: a right one is used up, and five wrong ones are the end of it. */
export async function checkPhoneVerification(
  deps: Deps,
  input: CheckPhoneVerificationInput,
): Promise<CheckPhoneVerificationResult> {
  const { app, phone, code } = input
  if (app.plan === 'sandbox' && code === SANDBOX_CODE) return { result: 'correct' }
  const phoneHash = deps.vault.blindIndex('phone', phone.e164)
  const outcome = await deps.db
    .transaction()
    .execute(async (tx): Promise<CheckPhoneVerificationResult> => {
      const now = deps.now()
      const limits = wrongLimits('wrong-code', {
        appId: app.id,
        phone: phoneHash,
        userIp: input.userIp,
        wrongTokensPerApp: app.settings.wrongTokensPerAppPerMinute,
        wrongTokensPerAddress: app.settings.wrongTokensPerAddress,
      })
      const counted = await readThrottles(
        tx,
        limits.map((limit) => limit.id),
      )
      const throttled = latestThrottle(limits, counted, now)
      if (throttled !== undefined) return { result: 'throttled', ...throttled }
      // Counted before it is compared, by one conditional statement: parallel guesses each pay for their own.
      const row = await tx
        .updateTable('phone_verifications')
        .set((eb) => ({ guesses: eb('guesses', '+', 1) }))
        .where('app_id', '=', app.id)
        .where('phone_hash', '=', phoneHash)
        .where('verified_at', 'is', null)
        .where('expires_at', '>', now)
        .where('guesses', '<', GUESSES_PER_SENT_TOKEN)
        .returning(['id', 'sealed_code', 'via', 'message_id'])
        .executeTakeFirst()
      if (row === undefined) return await refuse(tx, app.id, phoneHash, now)
      const sealedFor = phoneVerificationRow(row.id)
      const isRight = constantTimeEqual(deps.vault.open(row.sealed_code, sealedFor), code)
      const exceeded = isRight
        ? await markVerified(tx, row.id, now)
        : await raiseLimitsOnce(tx, limits, now)
      const kind = isRight
        ? 'phone_verification_code_is_valid'
        : 'phone_verification_code_is_invalid'
      const message = isRight ? (row.message_id ?? undefined) : undefined
      const facts = JSON.stringify({ by: row.via, message })
      await recordEvent(tx, { appId: app.id, authyId: undefined, at: now, kind, facts })
      const result = isRight ? 'valid' : 'invalid'
      await countAt(tx, now, [
        { appId: app.id, name: codeName(isRight) },
        { appId: app.id, name: verifiedName(phone.region, result, row.via) },
      ])
      // Over a limit after counting: the answer must not tell that the guess was wrong.
      if (exceeded !== undefined) return { result: 'throttled', ...exceeded }
      return { result: isRight ? 'correct' : 'incorrect' }
    })
  if (outcome.result === 'throttled') deps.tally.countRefused(app.id, outcome.limit)
  return outcome
}

async function markVerified(tx: Kysely<Schema>, id: string, now: number): Promise<undefined> {
  await tx
    .updateTable('phone_verifications')
    .set({ verified_at: now })
    .where('id', '=', id)
    .execute()
}

async function refuse(
  tx: Kysely<Schema>,
  appId: number,
  phoneHash: string,
  now: number,
): Promise<CheckPhoneVerificationResult> {
  const row = await findPhoneVerification(tx, appId, phoneHash)
  const isSpent = row !== undefined && row.verified_at === null && now < row.expires_at
  return isSpent
    ? { result: 'throttled', retryAt: row.expires_at, limit: 'wrong-code/code' }
    : { result: 'none-pending' }
}
