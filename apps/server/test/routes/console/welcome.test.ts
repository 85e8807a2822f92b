import { describe, expect, it } from 'vitest'
import { testServer } from '../../test-server.ts'
import { softwarePasskey } from '../../software-passkey.ts'
import { ANNA, codeOf, enrol, firstToken, testBrowser } from './signing-in.ts'

const HOST = '2fa.example.test'

describe('the one-time link', () => {
  it('makes the first operator, with a password and a second factor', async () => {
    const server = await testServer()
    const token = await firstToken(server)
    const browser = testBrowser(server)
    expect((await browser.ask('POST /welcome/open', { token })).body).toMatchObject({
      kind: 'first',
      email: null,
    })
    const begun = await browser.ask('POST /welcome/password/begin', { token, ...ANNA })
    expect(begun.body.authenticator).toMatchObject({
      qrPath: expect.stringMatching(/^\/qr\/[\w-]{32}\.png$/),
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    })
    const { authenticator } = begun.body
    const picture = await server.app.inject({ url: authenticator.qrPath })
    expect(picture.headers['content-type']).toBe('image/png')

    const finish = async (code: string) =>
      await browser.ask('POST /welcome/password', { token, ...ANNA, code })
    const wrong = await finish('000000')
    expect([wrong.status, wrong.body.error.fields.code]).toEqual([
      400,
      expect.stringContaining('not the right code'),
    ])
    const made = await finish(codeOf(authenticator.secret, server.clock.now()))
    expect(made.status).toBe(200)
    expect(made.headers['set-cookie']).toMatch(
      /^__Host-countersign-console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/,
    )
    expect((await browser.ask('GET /session')).body).toMatchObject({
      operator: { email: ANNA.email, name: 'Anna', grants: [{ appId: 0, role: 'owner' }] },
      // The app in which operators are users is none of theirs.
      apps: [{ name: 'Acme' }],
    })
    expect((await testBrowser(server).ask('POST /welcome/open', { token })).status).toBe(404)
    expect(await firstToken(server)).toBe('')
    const events = await server.deps.db.selectFrom('events').selectAll().execute()
    const created = events.find(({ kind }) => kind === 'operator_created')
    expect(JSON.parse(created?.facts ?? '')).toMatchObject({ ip: '203.0.113.7', by: 'password' })
    const kept = JSON.stringify(events) + server.logged()
    for (const secret of [ANNA.password, token, ANNA.email, '5551234567'])
      expect(kept).not.toContain(secret)
  })

  it('makes one with a passkey alone, who must have unlocked it, for this very address', async () => {
    const server = await testServer()
    const token = await firstToken(server)
    const browser = testBrowser(server)
    const passkey = softwarePasskey(HOST)
    const person = { token, email: ANNA.email, name: ANNA.name }
    const begin = async () =>
      (await browser.ask('POST /welcome/passkey/options', person)).body.options
    const finish = async (response: object) =>
      await browser.ask('POST /welcome/passkey', { ...person, passkeyName: 'Laptop', response })
    const options = await begin()
    expect(options).toMatchObject({
      rp: { id: HOST },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    const wrong = [
      passkey.create(options, { isVerified: false }),
      passkey.create(await begin(), { origin: 'https://evil.example' }),
      passkey.create(await begin(), { rpId: 'evil.example' }),
      passkey.create({ challenge: 'never-asked' }),
    ]
    for (const response of wrong) expect((await finish(response)).status).toBe(400)
    const asked = await begin()
    expect((await finish(passkey.create(asked))).status).toBe(200)
    expect((await browser.ask('GET /account')).body.waysIn).toMatchObject({
      hasPassword: false,
      phoneEnd: null,
      passkeys: [{ name: 'Laptop' }],
    })

    const other = testBrowser(server)
    const signIn = async (response: object) =>
      await other.ask('POST /sign-in/passkey', { response })
    const ask = async () => (await other.ask('POST /sign-in/passkey/options')).body.options
    const first = await ask()
    expect((await signIn(passkey.get(first, { isVerified: false }))).status).toBe(400)
    const second = await ask()
    const answered = passkey.get(second)
    expect((await signIn(answered)).status).toBe(200)
    expect((await other.ask('GET /session')).body.operator.email).toBe(ANNA.email)
    // Each challenge once, and no count that was seen: a copy of the answer, or of the key, opens nothing.
    expect((await signIn(answered)).status).toBe(400)
    expect((await signIn(passkey.get(await ask(), { count: 1 }))).status).toBe(400)
    expect(
      (await signIn(passkey.get(await ask(), { origin: 'https://evil.example' }))).status,
    ).toBe(400)
    const late = await ask()
    server.clock.advance(600_001)
    expect((await signIn(passkey.get(late, { count: 9 }))).status).toBe(400)
  })

  it('is used once, by whichever of twelve is first', async () => {
    const server = await testServer()
    const token = await firstToken(server)
    const results = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const browser = testBrowser(server)
        const person = { token, email: `anna-${index}@example.com`, name: 'Anna' }
        const { body } = await browser.ask('POST /welcome/passkey/options', person)
        const response = softwarePasskey(HOST).create(body.options)
        return await browser.ask('POST /welcome/passkey', {
          ...person,
          passkeyName: 'Laptop',
          response,
        })
      }),
    )
    const statuses = results.map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 11 }, () => 404),
    ])
    const { count } = await server.deps.db
      .selectFrom('operators')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(1)
  })

  it('dies after a day, and with the next start', async () => {
    const server = await testServer()
    const former = await firstToken(server)
    const token = await firstToken(server)
    const { ask } = testBrowser(server)
    expect((await ask('POST /welcome/open', { token: former })).status).toBe(404)
    expect((await ask('POST /welcome/open', { token })).status).toBe(200)
    server.clock.advance(24 * 3_600_000)
    expect((await ask('POST /welcome/open', { token })).status).toBe(404)
  })

  it('says what is wrong with what was written, and gives nobody the authenticator of another', async () => {
    const server = await testServer()
    const { browser: anna } = await enrol(server, await firstToken(server))
    const invited = await anna.ask('POST /operators/invitations', {
      email: 'ben@example.com',
      grants: [{ appId: server.appId, role: 'support' }],
    })
    const token = invited.body.url.split('#')[1]
    const { ask } = testBrowser(server)
    const begin = async (change: object) => {
      const { status, body } = await ask('POST /welcome/password/begin', {
        token,
        email: 'ben@example.com',
        name: 'Ben',
        password: 'correct horse battery',
        phone: { countryCode: '1', cellphone: '555-765-4321' },
        ...change,
      })
      return [status, Object.keys(body.error?.fields ?? {})]
    }
    expect(await begin({ password: 'too short' })).toEqual([400, ['password']])
    expect(await begin({ password: 'p'.repeat(257) })).toEqual([400, ['password']])
    expect(await begin({ password: 'p'.repeat(10_000) })).toEqual([400, ['password']])
    expect(await begin({ password: 'Ben@example.com' })).toEqual([400, ['password']])
    expect(await begin({ email: 'ben' })).toEqual([400, ['email']])
    expect(await begin({ email: ANNA.email })).toEqual([400, ['email']])
    expect(await begin({ name: 'B'.repeat(81) })).toEqual([400, ['name']])
    expect(await begin({ name: 'Ben\nOwner' })).toEqual([400, ['name']])
    expect(await begin({ phone: { countryCode: '1', cellphone: '12' } })).toEqual([
      400,
      ['phone.cellphone'],
    ])
    expect(await begin({ phone: ANNA.phone })).toEqual([400, ['phone.cellphone']])
    expect(await begin({ token: 'A'.repeat(43) })).toEqual([404, []])
    expect(await begin({ name: '<script>alert(1)</script>' })).toEqual([200, []])
  })
})
