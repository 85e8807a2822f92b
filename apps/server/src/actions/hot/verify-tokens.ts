import {
  type Authenticator,
  countWrongToken,
  decideToken,
  type SentToken,
} from '../../domain/verify-token.ts'
import type { ActContext } from '../../store/acts.ts'
import type { AttemptsWrite, AuthenticatorRow, SentTokenRow } from '../../store/hot.ts'
import type { Vault } from '../../store/vault.ts'
import { dayOf } from '../../domain/time-span.ts'
import { authenticatorRow, sentTokenRow } from '../sealed-rows.ts'
import { admit, type Admitted } from './admit-verifications.ts'
import { raiseLimits } from './counting.ts'
import { deviceOfSoftToken } from '../soft-token-id.ts'
import type { HotContext } from './hot-context.ts'
import { recordVerifications } from './record-verifications.ts'
import type { VerifyTokenInput, VerifyTokenResult } from './verify-input.ts'

/** Verifies the tokens of a group: load many, decide each with the same pure function, commit many. */
export async function verifyTokens(
  context: HotContext,
  inputs: readonly VerifyTokenInput[],
): Promise<readonly VerifyTokenResult[]> {
  const results: VerifyTokenResult[] = inputs.map(() => ({ result: 'unknown-user' }))
  const admitted = await admit(context, inputs, results)
  if (admitted.length > 0) {
    await decide(context, admitted)
    await claim(context, admitted)
    await writeOutcomes(context, admitted, results)
    recordVerifications(context, admitted, results)
  }
  return results
}

async function decide({ tx, vault, now }: ActContext, admitted: Admitted[]): Promise<void> {
  const keys = admitted.map(({ input }) => input)
  const [sentTokens, authenticators] = await Promise.all([
    tx.loadSentTokens(keys),
    tx.loadAuthenticators(keys),
  ])
  for (const [index, each] of admitted.entries()) {
    const { input } = each
    const sent = sentTokens[index]
    const apps = authenticators[index] ?? []
    each.decision = decideToken(
      sent === undefined ? [] : [openSentToken(vault, input, sent)],
      apps.map((row) => openAuthenticator(vault, input, row)),
      input.token,
      input.action,
      now,
    )
    noteForInsight(each, sent, apps, now)
  }
}

/** Read off rows that the decision needed anyway, so that it costs no statement. */
function noteForInsight(
  each: Admitted,
  sent: SentTokenRow | undefined,
  apps: readonly AuthenticatorRow[],
  now: number,
): void {
  const { decision, row } = each
  const today = dayOf(now)
  if (decision.result !== 'invalid') {
    const { match } = decision
    each.by = match.by === 'sent-token' ? match.channel : match.kind
    if (match.by === 'sent-token') each.messageId = sent?.messageId
  } else {
    each.by = decision.guessed.length > 0 ? (sent?.channel ?? 'none') : (apps[0]?.kind ?? 'none')
  }
  each.wasActiveToday =
    row.lastApprovalDay === today ||
    sent?.lastUsedDay === today ||
    apps.some((app) => app.lastUsedStep * app.periodSeconds * 1_000 >= today)
}

function openSentToken(vault: Vault, input: VerifyTokenInput, row: SentTokenRow): SentToken {
  const token = vault.open(row.sealedToken, sentTokenRow(input.appId, input.authyId, input.action))
  const { channel, expiresAt, guesses, usedAt } = row
  return { action: input.action, channel, token, expiresAt, guesses, usedAt }
}

function openAuthenticator(
  vault: Vault,
  input: VerifyTokenInput,
  row: AuthenticatorRow,
): Authenticator {
  const secret = vault.open(row.sealedSecret, authenticatorRow(input.appId, input.authyId, row.id))
  return {
    id: row.id,
    kind: row.kind,
    secret: Buffer.from(secret, 'base64url'),
    digits: row.digits === 6 ? 6 : row.digits === 8 ? 8 : 7,
    periodSeconds: row.periodSeconds,
    window: row.windowSteps,
    lastUsedStep: row.lastUsedStep,
  }
}

/** One conditional statement decides who was first; the slower one holds a reused token. */
async function claim({ tx, now }: ActContext, admitted: readonly Admitted[]): Promise<void> {
  const bySentToken: Admitted[] = []
  const byStep: Admitted[] = []
  const sentTokenClaims = []
  const stepClaims = []
  for (const each of admitted) {
    const { input, decision } = each
    if (decision.result !== 'valid') continue
    const { appId, authyId } = input
    if (decision.match.by === 'sent-token') {
      bySentToken.push(each)
      sentTokenClaims.push({ appId, authyId, action: decision.match.action })
    } else {
      byStep.push(each)
      stepClaims.push({ appId, authyId, id: decision.match.id, step: decision.match.step })
    }
  }
  const [wonTokens, wonSteps] = await Promise.all([
    sentTokenClaims.length > 0 ? tx.claimSentTokens(sentTokenClaims, now) : [],
    stepClaims.length > 0 ? tx.claimSteps(stepClaims, now) : [],
  ])
  markSlower(bySentToken, wonTokens)
  markSlower(byStep, wonSteps)
  await findDevices(tx, byStep)
}

/** Which of the person's devices showed a soft token: the app is told. */
async function findDevices(tx: ActContext['tx'], claimed: readonly Admitted[]): Promise<void> {
  const soft = claimed.flatMap((each) => {
    const { decision } = each
    if (decision.result !== 'valid' || decision.match.by !== 'authenticator') return []
    const deviceId = deviceOfSoftToken(decision.match.id)
    return deviceId === undefined ? [] : [{ each, deviceId }]
  })
  if (soft.length === 0) return
  const devices = await tx.loadDevicesById(soft.map(({ deviceId }) => deviceId))
  for (const [index, { each }] of soft.entries()) each.device = devices[index]
}

function markSlower(claimed: readonly Admitted[], won: readonly boolean[]): void {
  for (const [index, each] of claimed.entries()) {
    if (won[index] !== true && each.decision.result === 'valid') {
      each.decision = { result: 'reused', match: each.decision.match }
    }
  }
}

async function writeOutcomes(
  { tx, now }: ActContext,
  admitted: readonly Admitted[],
  results: VerifyTokenResult[],
): Promise<void> {
  const wrong = admitted.filter((each) => each.decision.result === 'invalid')
  const exceededLimits = await raiseLimits(
    tx,
    wrong.map((each) => each.limits),
    now,
  )
  const attemptsWrites: AttemptsWrite[] = []
  const guesses = []
  for (const each of admitted) {
    const { appId, authyId } = each.input
    switch (each.decision.result) {
      case 'valid':
        results[each.place] = {
          result: 'valid',
          match: each.decision.match,
          registeredAt: each.row.createdAt,
          device: each.device,
        }
        // Most users are confirmed and had no wrong token: nothing to write, one page less.
        if (each.row.confirmedAt === undefined || each.attempts.count > 0) {
          const confirmedAt = each.row.confirmedAt ?? now
          attemptsWrites.push({
            appId,
            authyId,
            wrongTokens: 0,
            nextAttemptAt: 0,
            suspendedAt: undefined,
            confirmedAt,
          })
        }
        break
      case 'reused':
        results[each.place] = { result: 'reused' }
        break
      case 'invalid': {
        const next = countWrongToken(each.attempts, now)
        const { confirmedAt } = each.row
        const { nextAttemptAt, suspendedAt } = next
        attemptsWrites.push({
          appId,
          authyId,
          wrongTokens: next.count,
          nextAttemptAt,
          suspendedAt,
          confirmedAt,
        })
        for (const action of each.decision.guessed) guesses.push({ appId, authyId, action })
        results[each.place] = { result: 'invalid' }
        break
      }
    }
  }
  for (const [index, each] of wrong.entries()) {
    const exceeded = exceededLimits[index]
    // Over the limit after counting: the answer must not tell that the guess was wrong.
    if (exceeded !== undefined) results[each.place] = { result: 'throttled', ...exceeded }
  }
  const resumed = admitted.flatMap(({ decision, row, input: { appId, authyId } }) => {
    const isHeldBack = row.pushesSinceSuccess > 0 || row.pushesPausedAt !== undefined
    // A right token is the person: what wore them down, or was not them, is over.
    return decision.result === 'valid' && isHeldBack
      ? [
          {
            appId,
            authyId,
            pushesSinceSuccess: 0,
            pushesPausedAt: undefined,
            lastApprovalDay: row.lastApprovalDay,
          },
        ]
      : []
  })
  if (resumed.length > 0) await tx.writePushState(resumed)
  if (attemptsWrites.length > 0) await tx.writeAttempts(attemptsWrites)
  if (guesses.length > 0) await tx.countGuesses(guesses)
}
