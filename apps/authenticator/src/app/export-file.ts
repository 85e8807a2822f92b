import { keyFromPassword, randomBytes, ROUNDS, seal, unseal } from './sealing.ts'

/**
 * The encrypted export, described for whoever has to read one without this program in
 * docs/authenticator.md: JSON with the parameters, and AES-256-GCM over the otpauth URIs as UTF-8
 * lines, with a key that PBKDF2-SHA-256 makes of the password.
 */
export interface ExportFile {
  readonly format: 'countersign-accounts'
  readonly version: 1
  readonly kdf: 'PBKDF2-SHA-256'
  readonly rounds: number
  readonly cipher: 'AES-256-GCM'
  /** Base64, as are the next two. */
  readonly salt: string
  readonly iv: string
  readonly data: string
}

export const LEAST_PASSWORD_CHARACTERS = 10

const SALT_BYTES = 16

/** A file that asks for more would keep a phone busy for minutes. */
const MOST_ROUNDS = 10_000_000

export async function writeExportFile(uris: readonly string[], password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await keyFromPassword(password, salt, ROUNDS)
  const { iv, data } = await seal(key, new TextEncoder().encode(uris.join('\n')))
  const file: ExportFile = {
    format: 'countersign-accounts',
    version: 1,
    kdf: 'PBKDF2-SHA-256',
    rounds: ROUNDS,
    cipher: 'AES-256-GCM',
    salt: toBase64(salt),
    iv: toBase64(iv),
    data: toBase64(new Uint8Array(data)),
  }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

/** Whether a text is such a file; a list of URIs is read without a password. */
export function parseExportFile(text: string): ExportFile | undefined {
  let file: Partial<ExportFile> | null
  try {
    file = JSON.parse(text) as Partial<ExportFile> | null
  } catch {
    return undefined
  }
  const { format, version, kdf, cipher, rounds = 0, salt, iv, data } = file ?? {}
  const isOurs =
    format === 'countersign-accounts' &&
    version === 1 &&
    kdf === 'PBKDF2-SHA-256' &&
    cipher === 'AES-256-GCM' &&
    Number.isSafeInteger(rounds) &&
    rounds >= 1 &&
    rounds <= MOST_ROUNDS
  const isWhole = [salt, iv, data].every((each) => typeof each === 'string')
  // Each field was looked at just now.
  return isOurs && isWhole ? (file as ExportFile) : undefined
}

/** The lines within; `undefined` for a wrong password or a damaged file, which cannot be told apart. */
export async function openExportFile(
  file: ExportFile,
  password: string,
): Promise<string | undefined> {
  const [salt, iv, data] = [fromBase64(file.salt), fromBase64(file.iv), fromBase64(file.data)]
  if (salt === undefined || iv === undefined || data === undefined) return undefined
  const key = await keyFromPassword(password, salt, file.rounds)
  const bytes = await unseal(key, { iv, data: data.buffer })
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}
