import { beforeEach, describe, expect, test } from 'vitest'
import { type Bank, logIn, openBank, PERSON, signUp, type Visitor } from './harness.ts'

// Whatever a stranger sends: nothing is done, nothing of it comes back as markup, and nothing breaks.

const ID = '00000000-0000-4000-8000-000000000000'

/** Every form of the app, the fields it reads, and who may send it. */
const FORMS: readonly (readonly [path: string, fields: readonly string[], who: Who])[] = [
  ['/signup', ['email', 'password', 'countryCode', 'phone'], 'stranger'],
  ['/login', ['email', 'password'], 'stranger'],
  ['/login/finish', [], 'halfway'],
  ['/login/token', ['token'], 'halfway'],
  ['/login/token/send', ['channel'], 'halfway'],
  ['/transfer', ['id', 'payee', 'amount'], 'in'],
  [`/transfer/${ID}/finish`, [], 'in'],
  ['/settings/authenticator', [], 'in'],
  ['/settings/authenticator/confirm', ['token'], 'in'],
  ['/settings/authenticator/remove', [], 'in'],
  ['/logout', [], 'in'],
]

type Who = 'stranger' | 'halfway' | 'in'

const MARKUP = '"><script>alert(1)</script>'

let bank: Bank
let visitors: Readonly<Record<Who, Visitor>>

beforeEach(async () => {
  bank = await openBank()
  visitors = { stranger: bank.visit(), halfway: bank.visit(), in: bank.visit() }
  await signUp(bank, visitors.in)
  await logIn(visitors.halfway)
  await visitors.stranger.get('/login')
  // A page with a form, whose token the following ones are sent with.
  await visitors.in.get('/transfer')
  await visitors.in.submit('/settings/authenticator')
})

describe('a form that another site sends', () => {
  test('is refused without the token of the session, with a wrong one and with that of another session', async () => {
    // A new form has to be among them.
    expect(FORMS.map(([path]) => path.replace(ID, ':id')).toSorted()).toEqual(
      bank.forms.filter((path) => path !== '/authy/callback').toSorted(),
    )
    const page = await bank.visit().get('/login')
    const [, foreign = ''] = /name="_csrf" value="([^"]*)"/.exec(page.text) ?? []
    expect(foreign).not.toBe('')
    for (const [path, , who] of FORMS) {
      for (const body of [
        '',
        'x=1',
        '_csrf=',
        `_csrf=${foreign}`,
        `_csrf[]=${foreign}`,
        `_csrf=${'x'.repeat(10_000)}`,
      ]) {
        const { status, text } = await visitors[who].submit(path, {}, body)
        expect([path, body.slice(0, 8), status]).toEqual([path, body.slice(0, 8), 403])
        expect(text).toContain('Nothing was done.')
      }
    }
    expect((await visitors.in.get('/')).text).toContain('You are logged in as')
  })
})

/** So that it is the bad field, and no other, that is refused. */
const GOOD = {
  ...PERSON,
  email: 'ben@example.com',
  phone: '317-338-9303',
  id: ID,
  payee: 'Ben',
  amount: '10',
}

const BAD_TEXTS = [
  'x'.repeat(10_000),
  MARKUP,
  '\u0000\u202E\u0007',
  `\uD800 ${' '.repeat(500)}`,
  '9'.repeat(400),
]

describe('a form with', () => {
  test('a text that is too long, markup, or no text at all in any field is refused', async () => {
    for (const [path, fields, who] of FORMS) {
      for (const name of fields) {
        for (const bad of BAD_TEXTS) {
          // A fine password, and somebody may be called like that.
          const isFine = bad === MARKUP && ['password', 'payee'].includes(name)
          if (isFine && path === '/signup') continue
          const { status, text } = await visitors[who].submit(path, { ...GOOD, [name]: bad })
          const isNamed = text.includes(`<p class="problem" id="${name}-note">`)
          // Nobody types these two, and a login that fails names no field.
          const isToBeNamed = !isFine && !['id', 'channel'].includes(name) && path !== '/login'
          expect({ path, name, status, isNamed }).toEqual({
            path,
            name,
            status: path === '/login' ? 401 : 422,
            isNamed: isToBeNamed,
          })
          expect(text).not.toContain('<script>alert')
          expect(text).not.toContain('x'.repeat(255))
        }
      }
    }
  })

  test('a list or an object in place of a text, or more than any form has, is refused', async () => {
    for (const [path, fields, who] of FORMS) {
      const token = await tokenOf(visitors[who])
      for (const name of fields) {
        const body = `_csrf=${token}&${name}=a&${name}=b&${name}[c]=d&__proto__=x&constructor=x`
        const { status } = await visitors[who].submit(path, {}, body)
        expect([path, name, [401, 422].includes(status)]).toEqual([path, name, true])
      }
    }
    const many = Array.from({ length: 50 }, (_, index) => `f${index}=1`).join('&')
    for (const body of [`payee=${'x'.repeat(20_000)}`, many]) {
      const { status, text } = await visitors.in.submit('/transfer', {}, body)
      expect(status).toBe(413)
      expect(text).toContain('More was sent than any form here needs.')
    }
  })
})

async function tokenOf(visitor: Visitor): Promise<string> {
  const pages = ['/transfer', '/login/token', '/login']
  for (const page of pages) {
    const [, token] = /name="_csrf" value="([^"]*)"/.exec((await visitor.get(page)).text) ?? []
    if (token !== undefined) return token
  }
  return ''
}

describe('whoever is not logged in', () => {
  test('is sent to the login, and learns nothing of a login that is not theirs', async () => {
    for (const who of ['stranger', 'halfway'] as const) {
      for (const path of [
        '/settings',
        '/settings/authenticator',
        '/settings/authenticator/remove',
        '/transfer',
        `/transfer/${ID}`,
        `/transfer/${ID}/status`,
        `/transfer/${ID}/events`,
      ])
        expect(await visitors[who].get(path)).toMatchObject({ status: 303, location: '/login' })
      for (const path of [
        '/transfer',
        '/settings/authenticator',
        '/settings/authenticator/remove',
      ]) {
        const fields = { id: ID, payee: 'Ben', amount: '1' }
        expect(await visitors[who].submit(path, fields)).toMatchObject({ location: '/login' })
      }
    }
    expect(JSON.parse((await visitors.stranger.get('/login/status')).text)).toEqual({
      status: 'none',
    })
    expect((await visitors.stranger.get('/login/events')).status).toBe(404)
    for (const path of ['/login/wait', '/login/token'])
      expect(await visitors.stranger.get(path)).toMatchObject({ location: '/login' })
  })
})

test('an address that is none is answered as one, and no page runs or keeps what is not the app’s own', async () => {
  for (const path of [
    '/nowhere',
    '/transfer/1',
    '/transfer/..%2f..%2f',
    '/assets/../src/main.ts',
    '/%00',
  ])
    expect([path, (await visitors.in.get(path)).status]).toEqual([path, 404])
  expect((await visitors.in.get('/transfer/%zz')).status).toBe(400)

  for (const path of ['/', '/login', '/signup', '/nowhere']) {
    const { headers, text } = await visitors.stranger.get(path)
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(text).not.toMatch(/<script>|<style|style="|onclick=/)
  }
})
