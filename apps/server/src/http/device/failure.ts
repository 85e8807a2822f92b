import { type DeviceErrorBody, type DeviceErrorCode, ERRORS } from '@countersign/wire'

/** A *no* of this dialect, with the facts that its code comes with (docs/device-protocol.md, errors). */
export interface DeviceFailure extends Omit<DeviceErrorBody['error'], 'message'> {
  readonly code: DeviceErrorCode
}

const TEXTS: Readonly<Record<DeviceErrorCode, readonly [status: number, message: string]>> = {
  invalid: [400, 'The request is not of the shape that the device protocol describes.'],
  unauthorized: [401, 'The request is not signed by the key of a registered device.'],
  clock: [401, 'The time of the request is too far from the time of the service.'],
  replayed: [401, 'The nonce of the request was used before.'],
  revoked: [401, 'This device was removed.'],
  'not-found': [404, 'There is no such thing for this person.'],
  'not-pending': [409, 'It was answered already.'],
  expired: [409, 'It has expired.'],
  altered: [409, 'What was signed is not what was asked.'],
  'wrong-number': [409, 'The number does not match.'],
  'wrong-code': [409, 'The code is wrong.'],
  refused: [409, 'The registration was refused on another device.'],
  'too-many': [429, 'There are too many of these. Try again later.'],
  unavailable: [503, 'The service is not available. Try again later.'],
}

export function deviceError(failure: DeviceFailure): {
  readonly status: number
  readonly body: DeviceErrorBody
} {
  const { code, ...facts } = failure
  const [status, message] = TEXTS[code]
  return { status, body: { error: { code, message, ...facts } } }
}

/** Authy's number for an answer that comes too late, for those who keep such lists. */
export const NOT_PENDING = { authyCode: ERRORS.approvalRequestNotPending.code } as const
