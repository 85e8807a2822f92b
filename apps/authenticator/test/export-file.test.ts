import { expect, test } from 'vitest'
import { openExportFile, parseExportFile, writeExportFile } from '../src/app/export-file.ts'

const URIS = ['otpauth://totp/Acme:ana?secret=GEZDGNBV&issuer=Acme', 'otpauth://hotp/b?secret=MZXW']

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}

async function written(password: string) {
  const text = await writeExportFile(URIS, password)
  const file = parseExportFile(text)
  if (file === undefined) throw new Error('What was written cannot be read.')
  return { text, file }
}

test('opens with its password, and with no other', async () => {
  const { text, file } = await written('correct horse')
  expect(text).not.toContain('GEZDGNBV')
  expect(file.rounds).toBeGreaterThanOrEqual(600_000)
  expect(await openExportFile(file, 'correct horse')).toBe(URIS.join('\n'))
  expect(await openExportFile(file, 'Correct horse')).toBeUndefined()
})

test('the same accents typed otherwise are the same password', async () => {
  const { file } = await written('caf\u00E9 creme')
  expect(await openExportFile(file, 'cafe\u0301 creme')).toBe(URIS.join('\n'))
})

test('does not open when a bit of it was changed', async () => {
  const { file } = await written('correct horse')
  const first = file.data.startsWith('A') ? 'B' : 'A'
  const changed = { ...file, data: first + file.data.slice(1) }
  expect(await openExportFile(changed, 'correct horse')).toBeUndefined()
})

test('is the same that WebCrypto makes of what docs/authenticator.md says', async () => {
  const { file } = await written('correct horse')
  const base = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode('correct horse'),
    'PBKDF2',
    false,
    ['deriveBits'],
  )
  const key = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(file.salt), iterations: file.rounds },
    base,
    256,
  )
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
  const opened = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: bytes(file.iv) },
    aes,
    bytes(file.data),
  )
  expect(new TextDecoder().decode(opened)).toBe(URIS.join('\n'))
})

test.each([
  'otpauth://totp/x?secret=MZXW',
  '{}',
  'null',
  '{"format":"countersign-accounts","version":2}',
  '{"format":"countersign-accounts","version":1,"kdf":"PBKDF2-SHA-256","cipher":"AES-256-GCM","rounds":99999999,"salt":"","iv":"","data":""}',
])('%s is no such file', (text) => {
  expect(parseExportFile(text)).toBeUndefined()
})
