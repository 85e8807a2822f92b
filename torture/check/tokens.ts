import {
  type CallOf,
  type Facts,
  groupBy,
  isAccepted,
  isBefore,
  isUnknown,
  type Problem,
  serviceTime,
} from './facts.ts'

/** docs/limits.md, "Life of a sent token". */
const TOKEN_LIFE_MS = 600_000

/** docs/limits.md, "Guesses at one sent token". */
const GUESSES = 5

const REUSED = '60019'
const WRONG = '60020'

/** A token counts once, the right one counts, and no other does. */
export function checkTokens(facts: Facts): readonly Problem[] {
  const verifies = facts.callsOf('verify')
  const byToken = groupBy(verifies, ({ app, user, action, token }) => [app, user, action, token])
  const byUser = groupBy(verifies, ({ app, user }) => [app, user])
  const byCode = groupBy(facts.callsOf('check-code'), ({ app, phone, token }) => [
    app,
    phone,
    token,
  ])
  return [
    ...[...byToken, ...byCode].flatMap(acceptedOnce),
    ...[...verifies, ...facts.callsOf('check-code')].flatMap(guessed),
    ...byUser.flatMap(reusedWithoutUse),
    ...byUser.flatMap((ofUser) => refused(facts, ofUser)),
  ]
}

function acceptedOnce(
  calls: readonly (CallOf<'verify'> | CallOf<'check-code'>)[],
): readonly Problem[] {
  const accepted = calls.filter(isAccepted)
  if (accepted.length < 2) return []
  const text = `A token was accepted ${accepted.length} times, in ${places(accepted)}.`
  return [{ rule: 'token accepted twice', text }]
}

function guessed(call: CallOf<'verify'> | CallOf<'check-code'>): readonly Problem[] {
  if (call.op.by !== 'guess' || !isAccepted(call)) return []
  return [
    { rule: 'wrong token accepted', text: `A wrong token was accepted in ${places([call])}.` },
  ]
}

/**
 * "Used recently" is said only of what was used. Of an authenticator it is also said of the steps before the
 * one that was used.
 */
function reusedWithoutUse(ofUser: readonly CallOf<'verify'>[]): readonly Problem[] {
  return ofUser
    .filter(({ answer }) => answer?.code === REUSED)
    .filter(
      (call) =>
        !ofUser.some(
          (other) =>
            other.op.by === call.op.by &&
            (other.op.by === 'authenticator' ||
              (other.op.token === call.op.token && other.op.action === call.op.action)) &&
            (isAccepted(other) || isUnknown(other)) &&
            !isBefore(call, other),
        ),
    )
    .map((call) => ({
      rule: 'reused without use',
      text: `A token was answered ${REUSED} in ${places([call])}, and nobody had used it.`,
    }))
}

/** A right token that lives, was not used and not guessed at to its end, is accepted. */
function refused(facts: Facts, ofUser: readonly CallOf<'verify'>[]): readonly Problem[] {
  const right = ofUser.filter(({ op, answer }) => op.by === 'message' && answer?.code === WRONG)
  return right
    .filter((call) => {
      const { token, action } = call.op
      const others = ofUser.filter((other) => other !== call && !isBefore(call, other))
      const isUsed = others.some(
        ({ op, ...other }) =>
          op.token === token &&
          op.action === action &&
          (isAccepted({ op, ...other }) || isUnknown({ op, ...other })),
      )
      const guesses = others.filter(({ op }) => op.by === 'guess' && op.action === action)
      const refusals = guesses.filter(({ answer }) => answer?.status === 429)
      // The one that went over a limit was looked at (docs/limits.md); those after it were not.
      const most = guesses.length - refusals.length + Math.min(1, refusals.length)
      return !isUsed && most < GUESSES && isLiving(facts, call)
    })
    .map((call) => ({
      rule: 'valid token refused',
      text: `A token that was sent and not used was answered ${WRONG} in ${places([call])}.`,
    }))
}

function isLiving(facts: Facts, call: CallOf<'verify'>): boolean {
  const { app, user, action } = call.op
  const sends = facts
    .callsOf('send')
    .filter(({ op }) => op.app === app && op.user === user && op.action === action)
  const sentAt = Math.min(...sends.map((send) => serviceTime(facts, send)[0]))
  return serviceTime(facts, call)[1] < sentAt + TOKEN_LIFE_MS
}

function places(calls: readonly { readonly from: number }[]): string {
  return calls.map(({ from }) => `#${from}`).join(', ')
}
