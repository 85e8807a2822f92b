import { decodeBase32, parseOtpauthUri, totp } from '@countersign/otp'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { scan } from '../qr/scan.ts'
import { START } from '../test-clock.ts'
import { type TestServer, testServer } from '../test-server.ts'
import { invalidParameter, refusedWith } from './answers.ts'
import { refusal, register, sendSms, status } from './person.ts'

const ORIGIN = 'https://2fa.example.test'

/** Fetches the image of a QR answer. */
const fetchImage = (server: TestServer, url: string) =>
  server.app.inject({ url: url.slice(ORIGIN.length) })

async function pictureOf(server: TestServer, url: string): Promise<PNG> {
  const image = await fetchImage(server, url)
  if (image.statusCode !== 200) throw new Error(`The image was answered ${image.statusCode}.`)
  return PNG.sync.read(image.rawPayload, { checkCRC: true })
}

/** What a phone reads from the image. */
async function scanned(server: TestServer, url: string) {
  const read = parseOtpauthUri(scan(await pictureOf(server, url)) ?? '')
  if (!read.ok) throw new Error(`No otpauth URI was read: ${read.reason}`)
  return read.value
}

/** A user with a QR authenticator, and what it shows so many steps from now. */
async function withAuthenticator() {
  const server = await testServer()
  const id = await register(server)
  const { body } = await server.call(`POST /users/${id}/secret`)
  const { secret } = await scanned(server, body.qr_code)
  const shown = (steps = 0) => totp(secret, server.clock.now() + steps * 30_000)
  const verify = (token: string) => server.call(`GET /verify/${token}/${id}`)
  return { server, id, url: String(body.qr_code), shown, verify }
}

describe('the answer and its image', () => {
  test('label, issuer and an address that nobody guesses', async () => {
    const server = await testServer()
    const id = await register(server)
    const answer = await server.call(`POST /users/${id}/secret`)
    expect(answer.text).toBe(
      `{"label":"Acme","issuer":"Acme","qr_code":"${answer.body.qr_code}","success":true}`,
    )
    expect(answer.body.qr_code).toMatch(/^https:\/\/2fa\.example\.test\/qr\/[\w-]{32}\.png$/)
    expect(await scanned(server, answer.body.qr_code)).toMatchObject({
      type: 'totp',
      label: 'Acme',
      issuer: 'Acme',
      digits: 6,
      periodSeconds: 30,
      algorithm: 'SHA-1',
    })
  })

  test('is of nobody to keep', async () => {
    const { server, url } = await withAuthenticator()
    const image = await fetchImage(server, url)
    expect(image.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  })

  test('the label that the app gives; empty is none', async () => {
    const server = await testServer()
    const id = await register(server)
    const named = await server.call(`POST /users/${id}/secret`, { label: 'jdoe@example.com' })
    expect(named.body.label).toBe('jdoe@example.com')
    expect((await scanned(server, named.body.qr_code)).label).toBe('jdoe@example.com')
    const unnamed = await server.call(`POST /users/${id}/secret`, { label: '' })
    expect(unnamed.body.label).toBe('Acme')
  })

  test('has the asked size', async () => {
    const server = await testServer()
    const id = await register(server)
    const sizes = [undefined, '', '300', '320', '1000', '96', '1', '-5']
    const drawn = []
    for (const size of sizes) {
      const form = size === undefined ? {} : { qr_size: size }
      const { body } = await server.call(`POST /users/${id}/secret`, form)
      drawn.push((await pictureOf(server, body.qr_code)).width)
    }
    expect(drawn).toEqual([256, 256, 300, 320, 320, 96, 96, 96])
  })

  test('a size that is no number is refused', async () => {
    const server = await testServer()
    const id = await register(server)
    const answer = await server.call(`POST /users/${id}/secret`, { qr_size: 'big' })
    expect(answer.text).toBe(invalidParameter('qr_size', "'big' is not a valid Integer"))
    expect(await server.deps.db.selectFrom('authenticators').selectAll().execute()).toEqual([])
  })

  test('a label with no room in the image is the caller’s mistake, not an outage', async () => {
    const server = await testServer()
    const id = await register(server)
    const answer = await server.call(`POST /users/${id}/secret`, { label: '漢'.repeat(200) })
    expect([answer.status, answer.text]).toEqual([
      400,
      invalidParameter('label', 'is too long for a QR code'),
    ])
  })

  test.each(['漢'.repeat(30), '😀'.repeat(30), 'Ж'.repeat(30)])(
    'an app of the longest name has secrets too: %s',
    async (name) => {
      const server = await testServer()
      const { apiKey } = await server.newApp(name)
      const id = await register(server, {}, { apiKey })
      for (const size of ['96', '256']) {
        const form = { qr_size: size }
        const answer = await server.call(`POST /users/${id}/secret`, form, { apiKey })
        expect(answer.status).toBe(200)
        const { secret } = await scanned(server, answer.body.qr_code)
        const token = totp(secret, server.clock.now())
        const verified = await server.call(`GET /verify/${token}/${id}`, undefined, { apiKey })
        expect(verified.status).toBe(200)
      }
    },
  )

  test('expires after ten minutes; the secret does not', async () => {
    const { server, url, shown, verify } = await withAuthenticator()
    server.clock.advance(599_999)
    expect((await fetchImage(server, url)).statusCode).toBe(200)
    server.clock.advance(1)
    const gone = await fetchImage(server, url)
    expect([gone.statusCode, gone.body]).toEqual([
      404,
      'This QR code does not exist or has expired.\n',
    ])
    expect((await verify(shown())).status).toBe(200)
  })

  test('addresses that are none are not found', async () => {
    const { server, url } = await withAuthenticator()
    const part = url.slice(-36, -4)
    const wrong = [
      `/qr/${'A'.repeat(32)}.png`,
      `/qr/${part}`,
      `/qr/${part}.PNG`,
      `/qr/${part.slice(1)}.png`,
      `/qr/..%2f${part}.png`,
      `/qr/${part}.png.png`,
      '/qr/.png',
    ]
    for (const path of wrong)
      expect([path, (await server.app.inject({ url: path })).statusCode]).toEqual([path, 404])
  })
})

describe('the token', () => {
  test('verifies once, a step either side too', async () => {
    const { shown, verify } = await withAuthenticator()
    expect(refusal(await verify(shown(-2)))).toEqual([401, '60020'])
    expect((await verify(shown(-1))).status).toBe(200)
    const now = await verify(shown())
    expect(now.body).toMatchObject({ token: 'is valid', success: 'true' })
    expect(now.body.device).toMatchObject({ os_type: 'generic', registration_date: START / 1_000 })
    expect(refusal(await verify(shown()))).toEqual([401, '60019'])
    expect(refusal(await verify(shown(-1)))).toEqual([401, '60019'])
    expect((await verify(shown(1))).status).toBe(200)
    expect(refusal(await verify(shown(2)))).toEqual([401, '60020'])
  })

  test('a used one is right again at no time', async () => {
    const { server, shown, verify } = await withAuthenticator()
    const token = shown()
    await verify(token)
    const answers = []
    for (let seconds = 0; seconds < 90; seconds += 10) {
      server.clock.advance(10_000)
      answers.push((await verify(token)).status)
    }
    expect(answers).not.toContain(200)
  })

  test('does not verify an action', async () => {
    const { server, id, shown } = await withAuthenticator()
    const answer = await server.call(`GET /verify/${shown()}/${id}?action=pay`)
    expect(refusal(answer)).toEqual([401, '60020'])
  })

  test('does not spend a sent one', async () => {
    const { server, id, shown, verify } = await withAuthenticator()
    const sent = await sendSms(server, id)
    expect(status(await verify(shown()))).toBe(200)
    expect(status(await verify(sent))).toBe(200)
  })

  test('confirms the user', async () => {
    const { server, id, shown, verify } = await withAuthenticator()
    await verify(shown())
    expect((await server.call(`GET /users/${id}/status`)).body.status.confirmed).toBe(true)
  })
})

describe('asking again', () => {
  test('ends the former secret and its image', async () => {
    const { server, id, url, shown, verify } = await withAuthenticator()
    const former = shown()
    const { body } = await server.call(`POST /users/${id}/secret`)
    expect((await fetchImage(server, url)).statusCode).toBe(404)
    expect(refusal(await verify(former))).toEqual([401, '60020'])
    const { secret } = await scanned(server, body.qr_code)
    expect((await verify(totp(secret, server.clock.now()))).status).toBe(200)
  })

  test('twelve at once leave one secret and one image, and no error', async () => {
    const server = await testServer()
    const id = await register(server)
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => server.call(`POST /users/${id}/secret`)),
    )
    expect(answers.map(status)).toEqual(answers.map(() => 200))
    const { db } = server.deps
    expect(await db.selectFrom('authenticators').selectAll().execute()).toHaveLength(1)
    expect(await db.selectFrom('qr_codes').selectAll().execute()).toHaveLength(1)
  })

  test('is of one app only', async () => {
    const { server, id, shown, verify } = await withAuthenticator()
    const other = await server.newApp('Other')
    await register(server, {}, { apiKey: other.apiKey })
    await server.call(`POST /users/${id}/secret`, {}, { apiKey: other.apiKey })
    expect((await verify(shown())).status).toBe(200)
  })
})

test('genericAuthenticatorsEnabled off: none is made, those there are still verify', async () => {
  const { server, id, shown, verify } = await withAuthenticator()
  await server.set('genericAuthenticatorsEnabled', 'false')
  const answer = await server.call(`POST /users/${id}/secret`)
  expect([answer.status, answer.text]).toEqual([
    403,
    refusedWith('60123', 'Generic authenticator tokens are not enabled for this application'),
  ])
  expect((await verify(shown())).status).toBe(200)
})

describe('users/{id}/secret/export', () => {
  test('is refused unless the app may', async () => {
    const { server, id } = await withAuthenticator()
    const answer = await server.call(`GET /users/${id}/secret/export`)
    expect([answer.status, answer.text]).toEqual([
      403,
      refusedWith('60154', 'Migration tools are disabled'),
    ])
  })

  test('migrationToolsEnabled: the secret, and what it shows now', async () => {
    const { server, id, shown } = await withAuthenticator()
    await server.set('migrationToolsEnabled', 'true')
    const answer = await server.call(`GET /users/${id}/secret/export`)
    const { secret } = answer.body
    expect(answer.text).toBe(`{"secret":"${secret}","otp":"${shown()}","success":true}`)
    expect(totp(decodeBase32(secret) ?? new Uint8Array(), server.clock.now())).toBe(shown())
    const unknown = await server.call('GET /users/10000000/secret/export')
    expect(refusal(unknown)).toEqual([404, '60026'])
    const other = await register(server, { 'user[cellphone]': '3173389303' })
    expect(refusal(await server.call(`GET /users/${other}/secret/export`))).toEqual([404, '60026'])
  })
})
