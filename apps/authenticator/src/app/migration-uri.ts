import type { Algorithm, Otpauth } from '@countersign/otp'

/**
 * `otpauth-migration://offline?data=…`, the QR codes with which Google Authenticator hands over many
 * accounts at once: base64 of a protocol buffer (https://protobuf.dev/programming-guides/encoding)
 * whose field 1 repeats for each account. Not documented by Google; the fields are as other
 * authenticators read them.
 */
export function readMigrationUri(uri: string): readonly Otpauth[] {
  const data = URL.parse(uri)?.searchParams.get('data')
  const bytes = decodeBase64(data ?? '')
  const fields = bytes === undefined ? undefined : readFields(bytes)
  if (fields === undefined) return []
  const accounts: Otpauth[] = []
  for (const { number, value } of fields) {
    if (number !== ACCOUNT) continue
    const account = typeof value === 'number' ? undefined : readAccount(value)
    if (account === undefined) return []
    accounts.push(account)
  }
  return accounts
}

const ACCOUNT = 1
const ALGORITHMS: readonly (Algorithm | undefined)[] = ['SHA-1', 'SHA-1', 'SHA-256', 'SHA-512']
const EIGHT_DIGITS = 2
const HOTP = 1

function readAccount(bytes: Uint8Array): Otpauth | undefined {
  const fields = new Map(readFields(bytes)?.map(({ number, value }) => [number, value]))
  const secret = fields.get(1)
  const algorithm = ALGORITHMS[numberOf(fields.get(4))]
  if (!(secret instanceof Uint8Array) || secret.length === 0 || algorithm === undefined) {
    return undefined
  }
  const [name, issuer] = [textOf(fields.get(2)), textOf(fields.get(3))]
  const account = {
    secret,
    algorithm,
    issuer: issuer === '' ? undefined : issuer,
    // The name often repeats the issuer, as labels of otpauth URIs do.
    label: name.startsWith(`${issuer}:`) ? name.slice(issuer.length + 1).trim() : name,
    digits: numberOf(fields.get(5)) === EIGHT_DIGITS ? (8 as const) : (6 as const),
  }
  return numberOf(fields.get(6)) === HOTP
    ? { ...account, type: 'hotp', counter: numberOf(fields.get(7)) }
    : { ...account, type: 'totp', periodSeconds: 30 }
}

interface Field {
  readonly number: number
  readonly value: number | Uint8Array
}

const VARINT = 0
const BYTES = 2

/** `undefined` for bytes that are cut off, or of a wire type that these messages do not use. */
function readFields(bytes: Uint8Array): readonly Field[] | undefined {
  const fields: Field[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = readVarint(bytes, at)
    if (tag === undefined) return undefined
    const value = readVarint(bytes, tag.end)
    if (value === undefined) return undefined
    const number = Math.floor(tag.value / 8)
    at = value.end
    if (tag.value % 8 === VARINT) {
      fields.push({ number, value: value.value })
    } else if (tag.value % 8 === BYTES && value.end + value.value <= bytes.length) {
      at = value.end + value.value
      fields.push({ number, value: bytes.slice(value.end, at) })
    } else {
      return undefined
    }
  }
  return fields
}

/** By multiplication, since counters may be longer than the 32 bits that bit operators see. */
function readVarint(
  bytes: Uint8Array,
  from: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[from + index]
    if (byte === undefined) return undefined
    value += (byte % 128) * 128 ** index
    if (byte < 128) return { value, end: from + index + 1 }
  }
  return undefined
}

function numberOf(value: number | Uint8Array | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0
}

function textOf(value: number | Uint8Array | undefined): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : ''
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    // A `+` that was not percent-encoded has become a space on the way.
    return Uint8Array.from(atob(text.replaceAll(' ', '+')), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}
