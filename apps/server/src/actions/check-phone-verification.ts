import type { Deps } from '../deps.ts'
import { type App, SANDBOX_CODE } from '../domain/app.ts'
import type { PhoneNumber } from '../domain/phone-number.ts'
import { limitsOfCheck } from './hot/check-phone-verifications.ts'
import {
  type CheckCodeInput,
  type CheckCodeResult,
  phoneKeyOf,
} from './hot/phone-verification-input.ts'

export interface CheckPhoneVerificationInput {
  readonly app: App
  readonly phone: PhoneNumber
  readonly code: string
  readonly userIp: string | undefined
}

/** Checks a code once: a right one is used up, and five wrong ones are the end of it. */
export async function checkPhoneVerification(
  deps: Deps,
  input: CheckPhoneVerificationInput,
): Promise<CheckCodeResult> {
  const { app, phone, code } = input
  if (app.plan === 'sandbox' && code === SANDBOX_CODE) return { result: 'correct' }
  const check: CheckCodeInput = {
    appId: app.id,
    authyId: 0,
    phoneHash: deps.vault.blindIndex('phone', phone.e164),
    region: phone.region,
    code,
    userIp: input.userIp,
    wrongTokensPerAddress: app.settings.wrongTokensPerAddress,
    wrongTokensPerApp: app.settings.wrongTokensPerAppPerMinute,
  }
  const refused = await deps.knownThrottles.refuse(() => limitsOfCheck(check))
  if (refused !== undefined) {
    deps.tally.countRefused(app.id, refused.limit)
    return { result: 'throttled', ...refused }
  }
  // run-acts.ts answers a 'check-phone-verification' with exactly this.
  const outcome = (await deps.runAct(
    'check-phone-verification',
    phoneKeyOf(check),
    check,
  )) as CheckCodeResult
  if (outcome.result === 'throttled') {
    deps.knownThrottles.note(limitsOfCheck(check), outcome)
    deps.tally.countRefused(app.id, outcome.limit)
  }
  return outcome
}
