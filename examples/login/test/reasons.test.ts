import { describe, expect, test } from 'vitest'
import { ASK_SENTENCES, SEND_SENTENCES, TOKEN_SENTENCES } from '../src/sentences.ts'
import { type Bank, isIn, logIn, openBank, PERSON, signUp, type Visitor } from './harness.ts'

// Each refusal of the service is a sentence that a person can act on.

/** Of another length than the tokens that are sent, so never right by chance. */
const WRONG = '000000'

/** As it stands in a page, which escapes apostrophes. */
function said(sentence: string): string {
  return sentence.replaceAll("'", '&#39;')
}

/** The person, halfway in. */
async function halfway(): Promise<{
  readonly bank: Bank
  readonly visitor: Visitor
  readonly authyId: number
}> {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const { body } = await bank.service.call('POST /users/new', {
    'user[email]': PERSON.email,
    'user[cellphone]': PERSON.phone,
    'user[country_code]': '1',
  })
  const { user } = body as { readonly user: { readonly id: number } }
  return { bank, visitor: bank.visit(), authyId: user.id }
}

test.each(Object.entries({ TOKEN_SENTENCES, SEND_SENTENCES, ASK_SENTENCES }))(
  '%s: each reason has a sentence of its own, in plain words',
  (_, table) => {
    const sentences = Object.values(table)
    expect(new Set(sentences).size).toBe(sentences.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][a-zA-Z0-9 ,.-]+\.$/)
  },
)

describe('a token that is', () => {
  test('malformed, wrong, used before, or one wrong one too many', async () => {
    const { bank, visitor } = await halfway()
    const used = await bank.token()
    // With a device no new token is sent, which would take the place of the used one.
    await bank.device()
    await logIn(visitor)
    for (const [token, reason] of [
      ['12', 'malformed'],
      ['', 'malformed'],
      ['123456789', 'malformed'],
      [WRONG, 'invalid'],
      [used, 'reused'],
    ] as const) {
      const { status, text } = await visitor.submit('/login/token', { token })
      expect([token, status]).toEqual([token, reason === 'malformed' ? 422 : 401])
      expect(text).toContain(said(TOKEN_SENTENCES[reason]))
    }
    for (let wrong = 2; wrong <= 5; wrong += 1)
      await visitor.submit('/login/token', { token: WRONG })
    const { text } = await visitor.submit('/login/token', { token: WRONG })
    expect(text).toContain(said(TOKEN_SENTENCES.throttled))
    expect(await isIn(visitor)).toBe(false)
  })

  test("a suspended person's", async () => {
    const { bank, visitor, authyId } = await halfway()
    for (let wrong = 1; wrong <= 100; wrong += 1) {
      await bank.service.call(`GET /verify/${WRONG}/${authyId}`)
      bank.service.clock.advance(3_600_001)
    }
    expect(await logIn(visitor)).toBe('/login/token')
    expect((await visitor.get('/login/token')).text).toContain(said(ASK_SENTENCES.suspended))
    const verified = await visitor.submit('/login/token', { token: WRONG })
    expect(verified.text).toContain(said(TOKEN_SENTENCES.suspended))
    const sent = await visitor.submit('/login/token/send', { channel: 'sms' })
    expect(sent.text).toContain(said(SEND_SENTENCES.suspended))
  })

  test('that of somebody whom the service no longer knows', async () => {
    const { bank, visitor, authyId } = await halfway()
    await bank.service.call(`POST /users/${authyId}/remove`)
    expect(await logIn(visitor)).toBe('/login/token')
    expect((await visitor.get('/login/token')).text).toContain(said(ASK_SENTENCES['unknown-user']))
    const verified = await visitor.submit('/login/token', { token: WRONG })
    expect(verified.text).toContain(said(TOKEN_SENTENCES['unknown-user']))
    const sent = await visitor.submit('/login/token/send', { channel: 'sms' })
    expect(sent.text).toContain(said(SEND_SENTENCES['unknown-user']))
  })
})

describe('a token is not sent', () => {
  test('a way that the operator turned off, or again and again', async () => {
    const { bank, visitor } = await halfway()
    await bank.service.set('callsEnabled', 'false')
    await logIn(visitor)
    const { text } = await visitor.submit('/login/token/send', { channel: 'call' })
    expect(text).toContain(said(SEND_SENTENCES['channel-disabled']))
    const pigeon = await visitor.submit('/login/token/send', { channel: 'pigeon' })
    expect(pigeon.text).toContain(said(SEND_SENTENCES['channel-disabled']))
    await bank.service.set('sendsPerToken', '1')
    const again = await visitor.submit('/login/token/send', { channel: 'email' })
    expect(again.text).toContain(said(SEND_SENTENCES.throttled))
    // Past the moment in which the same wish again is taken for one.
    bank.service.clock.advance(60_000)
    const other = bank.visit()
    await logIn(other)
    expect((await other.get('/login/token')).text).toContain(said(SEND_SENTENCES.throttled))
  })
})

test('nobody is asked where approvals are turned off, or after too many that went unanswered', async () => {
  const { bank, visitor } = await halfway()
  await bank.device()
  await bank.service.set('onetouchEnabled', 'false')
  expect(await logIn(visitor)).toBe('/login/token')
  expect((await visitor.get('/login/token')).text).toContain(said(ASK_SENTENCES.disabled))
  await bank.service.set('onetouchEnabled', 'true')
  await bank.service.set('pushesWithoutSuccess', '1')
  expect(await logIn(bank.visit())).toBe('/login/wait')
  expect(await logIn(visitor)).toBe('/login/token')
  expect((await visitor.get('/login/token')).text).toContain(said(ASK_SENTENCES.throttled))
  const token = await bank.token()
  expect(await visitor.submit('/login/token', { token })).toMatchObject({ location: '/' })
})

test('what is wrong at sign-up is said beside each field, and nothing typed is lost but the password', async () => {
  const { visitor } = await halfway()
  await visitor.get('/signup')
  const typed = { email: 'ana', password: 'short', countryCode: 'abc', phone: '<b>' }
  const { status, text } = await visitor.submit('/signup', typed)
  expect(status).toBe(422)
  for (const id of ['email', 'password', 'countryCode', 'phone'])
    expect(text).toContain(`<p class="problem" id="${id}-note">`)
  expect(text).toContain('value="ana"')
  expect(text).toContain('value="abc"')
  expect(text).toContain('value="&lt;b&gt;"')
  expect(text).not.toContain('short')

  // The service alone knows the numbering plans.
  const other = { ...PERSON, email: 'ben@example.com', phone: '0000' }
  const unknown = await visitor.submit('/signup', other)
  expect(unknown.status).toBe(422)
  expect(unknown.text).toContain('This is not a phone number of that country.')

  const taken = await visitor.submit('/signup', PERSON)
  expect(taken.status).toBe(409)
  expect(taken.text).toContain('This address has an account already.')
})
