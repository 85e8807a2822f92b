import { describe, expect, it } from 'vitest'
import {
  HASH_OF_NOBODY,
  hashPassword,
  isRightPassword,
} from '../../../src/actions/console/password.ts'
import { testServer } from '../../test-server.ts'
import { registerDevice, respond } from '../test-device.ts'
import { ANNA, enrol, firstToken, testBrowser } from './signing-in.ts'

const CREDENTIALS = { email: ANNA.email, password: ANNA.password }

describe('signing in', () => {
  it('takes a password and a token, which opens nothing twice, and ends with signing out', async () => {
    const server = await testServer()
    const { browser: first, code } = await enrol(server, await firstToken(server))
    const browser = testBrowser(server)
    const begin = async () => (await browser.ask('POST /sign-in/password', CREDENTIALS)).body
    const { ticket, factors } = await begin()
    expect(factors).toEqual({ sms: true, call: true, approval: false })
    expect((await browser.ask('GET /session')).status).toBe(401)
    const token = code()
    expect((await browser.ask('POST /sign-in/token', { ticket, token: '000000' })).status).toBe(400)
    expect((await browser.ask('POST /sign-in/token', { ticket, token })).status).toBe(200)
    expect((await browser.ask('GET /session')).body.isFresh).toBe(true)
    // Neither the ticket nor the token again.
    expect((await browser.ask('POST /sign-in/token', { ticket, token: code() })).status).toBe(404)
    const next = await begin()
    const reused = await browser.ask('POST /sign-in/token', { ticket: next.ticket, token })
    expect(reused.body.error.fields.token).toMatch(/not the right|used already/)

    const { sessions } = (await browser.ask('GET /account')).body.waysIn
    expect(sessions).toMatchObject([{ isOwn: true, ip: '203.0.113.7' }, { isOwn: false }])
    expect((await browser.ask('DELETE /account/sessions')).status).toBe(200)
    expect((await first.ask('GET /session')).status).toBe(401)
    const cookie = browser.cookie()
    const out = await browser.ask('POST /sign-out')
    expect(out.headers['set-cookie']).toContain('Max-Age=0')
    expect((await browser.ask('GET /session', undefined, { cookie })).status).toBe(401)
  })

  it('takes a token that was sent, each for a ticket that lives', async () => {
    const server = await testServer()
    await enrol(server, await firstToken(server))
    const browser = testBrowser(server)
    const { ticket } = (await browser.ask('POST /sign-in/password', CREDENTIALS)).body
    expect((await browser.ask('POST /sign-in/send', { ticket, channel: 'sms' })).status).toBe(200)
    const sent = (await server.outbox('+15551234567')).at(-1)
    expect(sent).toMatchObject({
      kind: 'token',
      text: expect.stringContaining('Countersign Console'),
    })
    const body = { ticket, token: sent?.token ?? '' }
    expect((await browser.ask('POST /sign-in/token', body)).status).toBe(200)
    const late = (await browser.ask('POST /sign-in/password', CREDENTIALS)).body.ticket
    server.clock.advance(600_000)
    const dead = await browser.ask('POST /sign-in/send', { ticket: late, channel: 'sms' })
    expect([dead.status, dead.body.error.message]).toEqual([
      404,
      expect.stringContaining('Begin again'),
    ])
  })

  it('asks on the operator’s own phone, with a number to type there', async () => {
    const server = await testServer()
    await enrol(server, await firstToken(server))
    const device = await registerDevice(server, { phone: '+15551234567' })
    const browser = testBrowser(server)
    const { ticket, factors } = (await browser.ask('POST /sign-in/password', CREDENTIALS)).body
    expect(factors.approval).toBe(true)
    const { number } = (await browser.ask('POST /sign-in/approval', { ticket })).body
    expect(number).toMatch(/^\d\d$/)
    const { approvals } = (await device.call('GET /approvals')).body
    const [approval] = approvals
    expect(approval).toMatchObject({
      message: 'Sign in to the console',
      app: { name: 'Countersign Console' },
      requestedFrom: '203.0.113.7',
    })
    const waiting = browser.ask('POST /sign-in/approval/wait', { ticket })
    const answered = await respond(server, device, approval.uuid, 'approved', { number })
    expect(answered.status).toBe(200)
    expect((await waiting).body).toEqual({ result: 'signed-in' })
    expect((await browser.ask('GET /session')).status).toBe(200)
    expect((await browser.ask('POST /sign-in/approval/wait', { ticket })).status).toBe(404)
  })

  it('tells nobody whether an address is an operator’s, and takes as much work to say so', async () => {
    const server = await testServer()
    await enrol(server, await firstToken(server))
    const browser = testBrowser(server)
    const answers = []
    for (const email of [ANNA.email, 'nobody@example.com']) {
      const { status, body } = await browser.ask('POST /sign-in/password', {
        email,
        password: 'wrong',
      })
      answers.push([status, body.error.message])
    }
    expect(answers[0]).toEqual(answers[1])
    const compared: string[] = []
    const compare = async (hash: string) => {
      compared.push(hash)
      return true
    }
    expect(await isRightPassword(undefined, 'whatever', compare)).toBe(false)
    expect(compared).toEqual([HASH_OF_NOBODY])
    // The same cost as a real one.
    const cost = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/
    expect(HASH_OF_NOBODY).toMatch(cost)
    expect(await hashPassword('correct horse battery')).toMatch(cost)
  })

  it('stops guessing of passwords by address and by operator, many at once too', async () => {
    const server = await testServer()
    await enrol(server, await firstToken(server))
    const wrong = { email: ANNA.email, password: 'wrong' }
    const guess = async (from: string) =>
      (await testBrowser(server, from).ask('POST /sign-in/password', wrong)).status
    const statuses = await Promise.all(Array.from({ length: 14 }, () => guess('198.51.100.9')))
    expect(statuses.filter((status) => status === 400)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(4)
    // The right one neither, from there; from elsewhere still.
    const right = await testBrowser(server, '198.51.100.9').ask(
      'POST /sign-in/password',
      CREDENTIALS,
    )
    expect([right.status, right.body.error.retryAt]).toEqual([429, server.clock.now() + 600_000])
    expect(await guess('203.0.113.1')).toBe(400)
  })

  it('lets through as few guesses of the second factor as of any token', async () => {
    const server = await testServer()
    const { code } = await enrol(server, await firstToken(server))
    const browser = testBrowser(server)
    const { ticket } = (await browser.ask('POST /sign-in/password', CREDENTIALS)).body
    const right = code()
    const guesses = Array.from({ length: 12 }, (_, index) => String(100_000 + index)).filter(
      (token) => token !== right,
    )
    const answers = await Promise.all(
      guesses.map((token) => browser.ask('POST /sign-in/token', { ticket, token })),
    )
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(5)
    expect((await browser.ask('POST /sign-in/token', { ticket, token: right })).status).toBe(429)
  })

  it('starts a session of its own, whatever cookie the browser came with', async () => {
    const server = await testServer()
    const { browser: attacker } = await enrol(server, await firstToken(server))
    const planted = attacker.cookie()
    const browser = testBrowser(server)
    const { ticket } = (await browser.ask('POST /sign-in/password', CREDENTIALS)).body
    const { token = '' } = (await sendTo(server, ticket)) ?? {}
    const signed = await browser.ask('POST /sign-in/token', { ticket, token }, { cookie: planted })
    expect(signed.status).toBe(200)
    expect(browser.cookie()).not.toBe(planted)
    expect((await attacker.ask('GET /session')).status).toBe(401)
  })

  it('is asked by the console’s own pages alone', async () => {
    const server = await testServer()
    const { browser } = await enrol(server, await firstToken(server))
    const foreign = [
      { origin: 'https://evil.example' },
      { 'x-countersign-console': undefined },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign) {
      for (const [line, body] of [
        ['POST /sign-in/password', CREDENTIALS],
        ['POST /sign-out', undefined],
        ['PUT /account/name', { name: 'Eve' }],
        ['DELETE /account/sessions', undefined],
      ] as const) {
        const { status, body: answered } = await browser.ask(line, body, headers)
        expect([status, answered.error.code]).toEqual([403, 'foreign-origin'])
      }
    }
    expect((await browser.ask('GET /session')).body.operator.name).toBe('Anna')
  })
})

async function sendTo(server: Awaited<ReturnType<typeof testServer>>, ticket: string) {
  await testBrowser(server).ask('POST /sign-in/send', { ticket, channel: 'sms' })
  return (await server.outbox('+15551234567')).at(-1)
}
