import type { DeviceErrorBody, DeviceErrorCode } from '@countersign/wire'

/**
 * Why something did not work, for programs: the codes of docs/device-protocol.md, "Errors", and six
 * of this package's own.
 *
 * - `offline`: no answer came, or it broke off
 * - `not-registered`: this device is not registered, or has no registration under way
 * - `already-registered`: it is, and has to sign out before it registers again
 * - `bad-answer`: whatever answered does not speak the device protocol
 * - `bad-store`: what the store holds cannot be read
 * - `no-crypto`: there is no WebCrypto here, as in a page that did not come by HTTPS
 */
export type DeviceProblem =
  | DeviceErrorCode
  | 'offline'
  | 'not-registered'
  | 'already-registered'
  | 'bad-answer'
  | 'bad-store'
  | 'no-crypto'

export interface DeviceErrorFacts {
  /** The HTTP status, where there was an answer. */
  readonly status?: number | undefined
  /** Of `invalid`: what is wrong with each wrong field. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /** Of `altered`: the first difference. */
  readonly field?: string | undefined
  /** Of `not-pending`: what became of it. On the wire it is `status`, which is the HTTP status here. */
  readonly approvalStatus?: string | undefined
  readonly authyCode?: string | undefined
  /** Of `wrong-number` and `wrong-code`. */
  readonly triesLeft?: number | undefined
  /** Of `too-many`: milliseconds since 1970, by the server's clock. */
  readonly retryAt?: number | undefined
  /** Of `clock`: milliseconds since 1970. */
  readonly serverTime?: number | undefined
  readonly cause?: unknown
}

/**
 * The one error that this package throws on purpose; misuse of a function is a TypeError. Its message is
 * for a log: it holds no secret, token, code or phone number. Tell errors apart by `code`.
 *
 * @example
 * ```ts
 * try {
 *   await device.approve(approval, { number })
 * } catch (error) {
 *   if (!(error instanceof DeviceError)) throw error
 *   if (error.code === 'wrong-number') console.log(`${error.triesLeft} tries left`)
 * }
 * ```
 */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
  readonly code: DeviceProblem
  readonly status: number | undefined
  readonly fields: Readonly<Record<string, string>> | undefined
  readonly field: string | undefined
  readonly approvalStatus: string | undefined
  readonly authyCode: string | undefined
  readonly triesLeft: number | undefined
  readonly retryAt: number | undefined
  readonly serverTime: number | undefined

  constructor(code: DeviceProblem, message: string, facts: DeviceErrorFacts = {}) {
    super(message, { cause: facts.cause })
    this.code = code
    this.status = facts.status
    this.fields = facts.fields
    this.field = facts.field
    this.approvalStatus = facts.approvalStatus
    this.authyCode = facts.authyCode
    this.triesLeft = facts.triesLeft
    this.retryAt = facts.retryAt
    this.serverTime = facts.serverTime
  }
}

/** The names that an answer's `code` may have; anything else is no answer of this protocol. */
const CODES: readonly DeviceErrorCode[] = [
  'invalid',
  'unauthorized',
  'clock',
  'replayed',
  'revoked',
  'not-found',
  'not-pending',
  'expired',
  'altered',
  'wrong-number',
  'wrong-code',
  'refused',
  'too-many',
  'unavailable',
]

/** Below this a status is a refusal, from here on a fault of whatever answered. */
const FIRST_FAULT = 500

/**
 * The error that an answer tells (docs/device-protocol.md, "Errors").
 *
 * @param body the JSON of the answer, or undefined where it was none
 * @param asked method and path, for the message
 */
export function errorOfAnswer(status: number, body: unknown, asked: string): DeviceError {
  const error = isErrorBody(body) ? body.error : undefined
  if (error === undefined) {
    // A proxy in front of a service that is away answers in its own words.
    return status >= FIRST_FAULT
      ? new DeviceError('unavailable', `${asked} was answered ${status}.`, { status })
      : new DeviceError(
          'bad-answer',
          `${asked} was answered ${status} by something that is no Countersign service.`,
          { status },
        )
  }
  const { code, message, status: approvalStatus, ...facts } = error
  return new DeviceError(code, message, { ...onlyFacts(facts), approvalStatus, status })
}

/** Picked one by one: an answer may have further fields, and of any type. */
function onlyFacts(facts: Readonly<Record<string, unknown>>): DeviceErrorFacts {
  const text = (name: string) => {
    const value = facts[name]
    return typeof value === 'string' ? value : undefined
  }
  const number = (name: string) => {
    const value = facts[name]
    return typeof value === 'number' ? value : undefined
  }
  const fields = facts['fields']
  return {
    fields:
      typeof fields === 'object' && fields !== null
        ? Object.fromEntries(Object.entries(fields).map(([name, says]) => [name, String(says)]))
        : undefined,
    field: text('field'),
    authyCode: text('authyCode'),
    triesLeft: number('triesLeft'),
    retryAt: number('retryAt'),
    serverTime: number('serverTime'),
  }
}

function isErrorBody(body: unknown): body is DeviceErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false
  const { error } = body
  if (typeof error !== 'object' || error === null) return false
  return (
    'code' in error &&
    CODES.some((code) => code === error.code) &&
    'message' in error &&
    typeof error.message === 'string' &&
    (!('status' in error) || typeof error.status === 'string')
  )
}
