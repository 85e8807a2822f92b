/** A value as the app gave it; shown as text, and handed back to the app as it came. */
export type DetailValue = string | number | boolean | null

/** Names and values in the app's order: an object would put names of digits first. */
export type Details = readonly (readonly [name: string, value: DetailValue])[]

/** The sizes of a logo (docs/wire §7.1). */
export const LOGO_RESOLUTIONS = ['default', 'low', 'med', 'high'] as const

export interface Logo {
  readonly res: (typeof LOGO_RESOLUTIONS)[number]
  readonly url: string
}

/** What an approval request says. Never changed after it was asked. */
export interface ApprovalContent {
  readonly appName: string
  /** Hash of the API key that asked: whoever asked with it can check a callback that is signed with it. */
  readonly askedWith: string
  readonly message: string
  /** Null where the app gave none. */
  readonly details: Details | null
  readonly hiddenDetails: Details | null
  readonly logos: readonly Logo[] | null
  /** Address of whoever asks, if the app told us. */
  readonly requestedFrom: string | null
  readonly secondsToExpire: number
  /** Two digits that Approve needs; null without number matching. */
  readonly number: string | null
}

/** What stands in the way of asking, in the order in which it is looked at. */
export type RequestDecision =
  | { readonly result: 'ask' }
  | { readonly result: 'suspended' }
  | { readonly result: 'unregistered' }
  | { readonly result: 'no-device' }
  | { readonly result: 'paused' }
  | { readonly result: 'too-many-pushes' }

/** Whether a person may be asked: somebody who has the password must not be able to wear them down. */
export function decideRequest(
  user: {
    readonly suspendedAt: number | undefined
    readonly pushesSinceSuccess: number
    readonly pushesPausedAt: number | undefined
  },
  devices: readonly { readonly revokedAt: number | undefined }[],
  rules: { readonly isSandbox: boolean; readonly pushesWithoutSuccess: number },
): RequestDecision {
  if (user.suspendedAt !== undefined) return { result: 'suspended' }
  // Without a device there is nobody to ask; the sandbox is for trying the call out (docs/wire §18).
  if (devices.length === 0 && !rules.isSandbox) return { result: 'unregistered' }
  if (!rules.isSandbox && devices.every((device) => device.revokedAt !== undefined))
    return { result: 'no-device' }
  if (user.pushesPausedAt !== undefined) return { result: 'paused' }
  if (user.pushesSinceSuccess >= rules.pushesWithoutSuccess) return { result: 'too-many-pushes' }
  return { result: 'ask' }
}

export type ApprovalStatus = 'pending' | 'approved' | 'denied' | 'expired'

/** The status at a moment: expiry is a matter of the clock, not of a timer. */
export function approvalStatusAt(
  request: {
    readonly status: 'pending' | 'approved' | 'denied'
    readonly expiresAt: number | undefined
  },
  now: number,
): ApprovalStatus {
  const isOver = request.expiresAt !== undefined && request.expiresAt <= now
  return request.status === 'pending' && isOver ? 'expired' : request.status
}

/** A detail as a person reads it. */
export function shownDetails(details: Details | null): readonly (readonly [string, string])[] {
  return (details ?? []).map(([name, value]) => [name, value === null ? '' : String(value)])
}

/** What a device says that it showed and what was answered, once its signature is verified (docs/device-protocol.md). */
export interface SignedAnswer {
  readonly uuid: string
  readonly app: { readonly id: number; readonly name: string }
  readonly message: string
  readonly details: readonly (readonly [string, string])[]
  readonly requestedAt: number
  readonly requestedFrom: string | null
  readonly answer: 'approved' | 'denied'
  readonly number: string | null
  readonly notMe: boolean
}

export type AnswerDecision =
  | { readonly result: 'accept'; readonly status: 'approved' | 'denied' }
  | { readonly result: 'not-pending'; readonly status: 'approved' | 'denied' }
  | { readonly result: 'expired' }
  | { readonly result: 'altered'; readonly field: string }
  | { readonly result: 'wrong-number' }

/** Judges an answer: it counts only if exactly what was asked was shown. */
export function decideAnswer(
  request: {
    readonly uuid: string
    readonly appId: number
    readonly status: 'pending' | 'approved' | 'denied'
    readonly createdAt: number
    readonly expiresAt: number | undefined
    readonly content: ApprovalContent
  },
  signed: SignedAnswer,
  now: number,
): AnswerDecision {
  if (request.status !== 'pending') return { result: 'not-pending', status: request.status }
  if (approvalStatusAt(request, now) === 'expired') return { result: 'expired' }
  const field = firstDifference(request, signed)
  if (field !== undefined) return { result: 'altered', field }
  const { number } = request.content
  if (signed.answer === 'approved' && signed.number !== number) return { result: 'wrong-number' }
  return { result: 'accept', status: signed.answer }
}

function firstDifference(
  request: {
    readonly uuid: string
    readonly appId: number
    readonly createdAt: number
    readonly content: ApprovalContent
  },
  signed: SignedAnswer,
): string | undefined {
  const { content } = request
  const asked: Readonly<Record<string, unknown>> = {
    uuid: request.uuid,
    app: [request.appId, content.appName],
    message: content.message,
    details: shownDetails(content.details),
    requestedAt: request.createdAt,
    requestedFrom: content.requestedFrom,
  }
  const shown: Readonly<Record<string, unknown>> = {
    ...signed,
    app: [signed.app.id, signed.app.name],
  }
  return Object.keys(asked).find(
    (field) => JSON.stringify(asked[field]) !== JSON.stringify(shown[field]),
  )
}

/** A wrong number this often denies: 3 of 90 is what a blind tap has. */
export const MOST_WRONG_NUMBERS = 3

/** Two digits without a leading zero, which people leave out. */
export function numberFrom(random: Uint8Array): string {
  const drawn = (random[0] ?? 0) * 256 + (random[1] ?? 0)
  return String(10 + (drawn % 90))
}
