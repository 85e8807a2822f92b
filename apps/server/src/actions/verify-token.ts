import type { Deps } from '../deps.ts'
import { type App, SANDBOX_TOKEN } from '../domain/app.ts'
import { findAppUser } from './find-user.ts'
import { wrongLimits } from './limits.ts'
import type { VerifyTokenInput, VerifyTokenResult } from './hot/verify-input.ts'

export type { VerifyTokenResult } from './hot/verify-input.ts'

export interface VerifyTokenRequest {
  readonly app: App
  readonly authyId: number
  readonly token: string
  readonly action: string
  readonly userIp: string | undefined
  readonly force: boolean
}

/** Verifies a token of a user: together with whatever else arrives at the moment, in one commit. */
export async function verifyToken(
  deps: Deps,
  request: VerifyTokenRequest,
): Promise<
  VerifyTokenResult | { readonly result: 'sandbox-valid'; readonly registeredAt: number }
> {
  const { app, authyId, token } = request
  if (app.plan === 'sandbox' && token === SANDBOX_TOKEN) {
    const user = await findAppUser(deps, app.id, authyId)
    return user === undefined
      ? { result: 'unknown-user' }
      : { result: 'sandbox-valid', registeredAt: user.createdAt }
  }
  const input: VerifyTokenInput = {
    appId: app.id,
    authyId,
    token,
    action: request.action,
    userIp: request.userIp,
    skipUnconfirmed: app.settings.legacyNotChecked && !request.force,
    wrongTokensPerAddress: app.settings.wrongTokensPerAddress,
    wrongTokensPerApp: app.settings.wrongTokensPerAppPerMinute,
  }
  const limitsOf = () => wrongLimits('wrong', { ...input, phone: String(authyId) })
  const refused = await deps.knownThrottles.refuse(limitsOf)
  if (refused !== undefined) {
    deps.tally.countRefused(app.id, refused.limit)
    return { result: 'throttled', ...refused }
  }
  // run-acts.ts answers a 'verify-token' with exactly this.
  const result = (await deps.runAct(
    'verify-token',
    `${app.id}/${authyId}`,
    input,
  )) as VerifyTokenResult
  if (result.result === 'throttled') {
    deps.knownThrottles.note(limitsOf(), result)
    deps.tally.countRefused(app.id, result.limit)
  }
  if (result.result === 'suspended') deps.tally.countRefused(app.id, 'suspended')
  return result
}
