import { decodeBase32, parseOtpauthUri } from '@countersign/otp'
import { type Account, accountOf } from './accounts.ts'
import { readMigrationUri } from './migration-uri.ts'

/** Keys shorter than 80 bits are a word somebody typed rather than a secret (RFC 4226 §4 asks for 128). */
const LEAST_KEY_BYTES = 10

/**
 * The accounts in a text that was scanned, pasted or read from a file: `otpauth://` and
 * `otpauth-migration://` URIs, one on each line, or the bare key that services show beside their QR
 * code. Empty when any line is none of these, so that nothing is left out in silence.
 */
export function readAccounts(text: string, newId: () => string): readonly Account[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const accounts: Account[] = []
  for (const line of lines) {
    const read = readLine(line, newId)
    if (read.length === 0) return []
    accounts.push(...read)
  }
  return accounts
}

function readLine(line: string, newId: () => string): readonly Account[] {
  if (/^otpauth-migration:/i.test(line)) {
    return readMigrationUri(line).map((otpauth) => accountOf(otpauth, newId()))
  }
  if (/^otpauth:/i.test(line)) {
    const parsed = parseOtpauthUri(line)
    return parsed.ok ? [accountOf(parsed.value, newId())] : []
  }
  const secret = decodeBase32(line)
  if (secret === undefined || secret.length < LEAST_KEY_BYTES) return []
  return [
    accountOf(
      {
        type: 'totp',
        issuer: undefined,
        label: '',
        secret,
        algorithm: 'SHA-1',
        digits: 6,
        periodSeconds: 30,
      },
      newId(),
    ),
  ]
}
