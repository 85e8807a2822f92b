import { parseOtpauthUri, totp } from '@countersign/otp'
import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { scan } from '../../../apps/server/test/qr/scan.ts'
import { type Bank, isIn, logIn, openBank, signUp, type Visitor } from './harness.ts'

const STEP_MS = 30_000

async function personWithQrCode(): Promise<{
  readonly bank: Bank
  readonly visitor: Visitor
  readonly secret: Uint8Array
}> {
  const bank = await openBank()
  const visitor = bank.visit()
  await signUp(bank, visitor)
  await visitor.get('/settings')
  await visitor.submit('/settings/authenticator')
  const { text, headers } = await visitor.get('/settings/authenticator')
  const [, path = ''] = /src="https:\/\/2fa\.example\.test(\/qr\/[^"]+)"/.exec(text) ?? []
  expect(headers.get('content-security-policy')).toContain(
    "img-src 'self' https://2fa.example.test;",
  )
  const image = await fetch(`${bank.serviceUrl}${path}`)
  const uri = scan(PNG.sync.read(Buffer.from(await image.arrayBuffer()))) ?? ''
  const parsed = parseOtpauthUri(uri)
  if (!parsed.ok) throw new Error('The image holds no otpauth URI.')
  return { bank, visitor, secret: parsed.value.secret }
}

async function isOn(visitor: Visitor): Promise<boolean> {
  return (await visitor.get('/settings')).text.includes('/settings/authenticator/remove')
}

test('an authenticator app counts after one right code, and lets in', async () => {
  const { bank, visitor, secret } = await personWithQrCode()
  expect(await isOn(visitor)).toBe(false)
  await visitor.get('/settings/authenticator')
  for (const token of ['', '000000', '1234567']) {
    const { status } = await visitor.submit('/settings/authenticator/confirm', { token })
    expect(status).toBe(422)
    expect(await isOn(visitor)).toBe(false)
    await visitor.get('/settings/authenticator')
  }
  // The service would take this one; the app does not yet.
  const early = bank.visit()
  await logIn(early)
  const earlyToken = totp(secret, bank.service.clock.now())
  expect((await early.submit('/login/token', { token: earlyToken })).status).toBe(401)
  expect(await isIn(early)).toBe(false)
  bank.service.clock.advance(STEP_MS)
  const token = totp(secret, bank.service.clock.now())
  await visitor.submit('/settings/authenticator/confirm', { token })
  expect(await isOn(visitor)).toBe(true)

  bank.service.clock.advance(STEP_MS)
  const again = bank.visit()
  await logIn(again)
  expect((await again.get('/login/token')).text).toContain('A code from your authenticator app')
  await again.submit('/login/token', { token: totp(secret, bank.service.clock.now()) })
  expect(await isIn(again)).toBe(true)
})

test('a token that was sent does not confirm an authenticator app', async () => {
  const { bank, visitor } = await personWithQrCode()
  await bank.service.set('tokenDigits', '6')
  await logIn(bank.visit())
  const token = await bank.token()
  expect(token).toMatch(/^\d{6}$/)
  await visitor.get('/settings/authenticator')
  const { status } = await visitor.submit('/settings/authenticator/confirm', { token })
  expect(status).toBe(422)
  expect(await isOn(visitor)).toBe(false)
})

test('once it is removed, its codes let nobody in', async () => {
  const { bank, visitor, secret } = await personWithQrCode()
  const token = totp(secret, bank.service.clock.now())
  await visitor.submit('/settings/authenticator/confirm', { token })
  expect((await visitor.get('/settings/authenticator/remove')).text).toContain(
    'stop working here at once',
  )
  await visitor.submit('/settings/authenticator/remove')
  expect(await isOn(visitor)).toBe(false)
  bank.service.clock.advance(STEP_MS)
  const again = bank.visit()
  await logIn(again)
  const late = totp(secret, bank.service.clock.now())
  expect((await again.submit('/login/token', { token: late })).status).toBe(401)
})

test('one that counts is not replaced by another by the way', async () => {
  const { bank, visitor, secret } = await personWithQrCode()
  await visitor.submit('/settings/authenticator/confirm', {
    token: totp(secret, bank.service.clock.now()),
  })
  await visitor.get('/transfer')
  expect(await visitor.submit('/settings/authenticator')).toMatchObject({ location: '/settings' })
  bank.service.clock.advance(STEP_MS)
  const again = bank.visit()
  await logIn(again)
  await again.submit('/login/token', { token: totp(secret, bank.service.clock.now()) })
  expect(await isIn(again)).toBe(true)
})

test('whether a device is registered is shown', async () => {
  const bank = await openBank()
  const visitor = bank.visit()
  await signUp(bank, visitor)
  expect((await visitor.get('/settings')).text).toContain('No device is registered.')
  await bank.device()
  expect((await visitor.get('/settings')).text).toContain('A device of yours approves')
})
