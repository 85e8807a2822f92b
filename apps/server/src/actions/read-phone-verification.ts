import type { Deps } from '../deps.ts'
import type { PhoneNumber } from '../domain/phone-number.ts'
import { type PhoneVerificationStatus, statusOf } from '../domain/phone-verification.ts'

export type ReadPhoneVerificationResult =
  | { readonly status: PhoneVerificationStatus; readonly secondsToExpire: number }
  | undefined

/** The status of a verification, by its id or by its number. */
export async function readPhoneVerification(
  deps: Deps,
  appId: number,
  by: { readonly id: string } | { readonly phone: PhoneNumber },
): Promise<ReadPhoneVerificationResult> {
  const query = deps.db.selectFrom('phone_verifications').selectAll().where('app_id', '=', appId)
  const row = await (
    'id' in by
      ? query.where('id', '=', by.id)
      : query.where('phone_hash', '=', deps.vault.blindIndex('phone', by.phone.e164))
  ).executeTakeFirst()
  if (row === undefined) return undefined
  const now = deps.now()
  const verification = { expiresAt: row.expires_at, verifiedAt: row.verified_at ?? undefined }
  const secondsToExpire = Math.max(0, Math.floor((row.expires_at - now) / 1_000))
  return { status: statusOf(verification, now), secondsToExpire }
}
