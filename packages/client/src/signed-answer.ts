import { isBody } from './read-body.ts'

/** What a device signed: a compact JWS, and the device's public key. */
export interface SignedAnswer {
  readonly statement: string
  /** A JWK (RFC 7517). */
  readonly publicKey: Readonly<Record<string, unknown>>
}

/** What the person was shown, and what they answered. */
export interface AnswerShown {
  readonly uuid: string
  readonly app: { readonly id: number; readonly name: string }
  readonly message: string
  /** In the order in which they were shown. */
  readonly details: readonly (readonly [name: string, value: string])[]
  /** Milliseconds since 1970. */
  readonly requestedAt: number
  readonly requestedFrom: string | null
  readonly answer: 'approved' | 'denied'
  /** The matching number that was typed. */
  readonly number: string | null
  readonly notMe: boolean
  /** Milliseconds since 1970, by the device. */
  readonly answeredAt: number
}

const TYPE = 'countersign-approval+jwt'

/**
 * Opens a device's answer: what it showed and what was answered, or undefined where the signature is not
 * that of this key (ES256, RFC 7518 §3.4; docs/device-protocol.md).
 *
 * @param signed `signedAnswer` of an approval
 * @example
 * const shown = approval.signedAnswer && (await readSignedAnswer(approval.signedAnswer))
 * return shown?.answer === 'approved' && shown.details
 */
export async function readSignedAnswer(signed: SignedAnswer): Promise<AnswerShown | undefined> {
  const [header = '', payload = '', signature = '', more] = signed.statement.split('.')
  if (more !== undefined) return undefined
  try {
    const named = parse(header)
    // The key alone does not say what was signed: a device signs its requests with it too.
    if (named?.['alg'] !== 'ES256' || named['typ'] !== TYPE) return undefined
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const key = await crypto.subtle.importKey('jwk', signed.publicKey, algorithm, false, ['verify'])
    const isTheirs = await crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-256' },
      key,
      bytesOf(signature),
      new TextEncoder().encode(`${header}.${payload}`),
    )
    if (!isTheirs) return undefined
    // Signed by a device of this protocol, which signs exactly this.
    return parse(payload) as unknown as AnswerShown | undefined
  } catch {
    // A key or a text that is none.
    return undefined
  }
}

function parse(part: string): Readonly<Record<string, unknown>> | undefined {
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytesOf(part)))
  return isBody(parsed) ? parsed : undefined
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
