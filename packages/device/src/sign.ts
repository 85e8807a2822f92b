import {
  APPROVAL_TYPE,
  type ApprovalBody,
  type ApprovalStatement,
  type PublicJwk,
  REGISTRATION_TYPE,
  type RegistrationRequestBody,
  type RegistrationStatement,
  REQUEST_TYPE,
  type RequestClaims,
} from '@countersign/wire'
import { base64url, CompactSign, type CryptoKey } from 'jose'
import { requireCrypto } from './keys.ts'

/** Who signs: a registered device by its id, one that is not yet by its public key. */
export type Signer = { readonly privateKey: CryptoKey } & (
  | { readonly deviceId: number }
  | { readonly jwk: PublicJwk }
)

/** RFC 9562 and its like take 128 bits for never meeting the same twice. */
const NONCE_BYTES = 16

export interface RequestToSign {
  readonly method: string
  /** Path and query as they are sent. */
  readonly path: string
  readonly body: string | undefined
  /** The device's idea of the server's time, in milliseconds. */
  readonly time: number
  readonly random: (bytes: number) => Uint8Array
}

/** The value of `Authorization` (docs/device-protocol.md, "Signed requests"). */
export async function authorize(signer: Signer, request: RequestToSign): Promise<string> {
  const { method, path, body, time, random } = request
  const hash = await requireCrypto().subtle.digest('SHA-256', new TextEncoder().encode(body ?? ''))
  const claims: RequestClaims = {
    method,
    path,
    body: base64url.encode(new Uint8Array(hash)),
    time,
    nonce: base64url.encode(random(NONCE_BYTES)),
  }
  return `Device ${await sign(signer, REQUEST_TYPE, claims)}`
}

export interface ApprovalAnswer {
  readonly answer: 'approved' | 'denied'
  readonly number: string | null
  readonly notMe: boolean
}

/**
 * What a device signs as its answer (docs/device-protocol.md, "Approval requests"): the approval as it
 * was shown, so that whoever changed it on the way, or since, changed something that does not verify.
 */
export function approvalStatement(
  shown: ApprovalBody,
  { answer, number, notMe }: ApprovalAnswer,
  answeredAt: number,
): ApprovalStatement {
  return {
    uuid: shown.uuid,
    app: { id: shown.app.id, name: shown.app.name },
    message: shown.message,
    details: shown.details.map(([name, value]) => [name, value] as const),
    requestedAt: shown.requestedAt,
    requestedFrom: shown.requestedFrom,
    answer,
    number,
    notMe,
    answeredAt,
  }
}

export async function signApproval(signer: Signer, statement: ApprovalStatement): Promise<string> {
  return await sign(signer, APPROVAL_TYPE, statement)
}

/** docs/device-protocol.md, "A further device asks to be let in". */
export function registrationStatement(
  shown: RegistrationRequestBody,
  answer: 'approved' | 'denied',
  number: string | null,
  answeredAt: number,
): RegistrationStatement {
  return { id: shown.id, name: shown.name, system: shown.system, answer, number, answeredAt }
}

export async function signRegistration(
  signer: Signer,
  statement: RegistrationStatement,
): Promise<string> {
  return await sign(signer, REGISTRATION_TYPE, statement)
}

async function sign(signer: Signer, typ: string, payload: object): Promise<string> {
  const who = 'jwk' in signer ? { jwk: { ...signer.jwk } } : { kid: String(signer.deviceId) }
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ, ...who })
    .sign(signer.privateKey)
}
