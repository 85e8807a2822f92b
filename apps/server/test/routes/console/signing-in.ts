import { decodeBase32, totp } from '@countersign/otp'
import type { ConsoleAnswer } from '../../operator.ts'
import type { TestNode, TestServer } from '../../test-server.ts'
import { renewFirstLink } from '../../../src/actions/console/invitations.ts'

/** A browser with the console's pages, and the cookie that it was given last. */
export interface TestBrowser {
  readonly ask: (
    line: string,
    body?: object,
    headers?: Readonly<Record<string, string | undefined>>,
  ) => Promise<ConsoleAnswer>
  readonly cookie: () => string
  readonly forgetCookie: () => void
}

export function testBrowser({ app }: Pick<TestNode, 'app'>, from = '203.0.113.7'): TestBrowser {
  let cookie = ''
  return {
    cookie: () => cookie,
    forgetCookie: () => {
      cookie = ''
    },
    async ask(line, body, headers = {}) {
      const [method = 'GET', path = '/'] = line.split(' ')
      const given = {
        'x-countersign-console': '1',
        'user-agent': 'Test browser',
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      }
      const response = await app.inject({
        method: method as 'GET',
        url: `/console/api${path}`,
        remoteAddress: from,
        headers: Object.fromEntries(
          Object.entries(given).filter(([, value]) => value !== undefined),
        ) as Record<string, string>,
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      })
      const set = response.headers['set-cookie']
      if (typeof set === 'string') cookie = set.split(';')[0] ?? ''
      return {
        status: response.statusCode,
        headers: response.headers,
        body: response.body === '' ? undefined : response.json(),
      }
    },
  }
}

export async function firstToken(server: TestServer): Promise<string> {
  const link = await renewFirstLink(server.deps)
  return link?.url.split('#')[1] ?? ''
}

export const ANNA = {
  email: 'anna@example.com',
  name: 'Anna',
  password: 'correct horse battery',
  phone: { countryCode: '1', cellphone: '555-123-4567' },
}

export interface Enrolled {
  readonly browser: TestBrowser
  /** The authenticator's code at the server's time; each step gives one that was not used yet. */
  readonly code: () => string
}

/** An operator who came by a one-time link, with a password and an authenticator. */
export async function enrol(
  server: TestServer,
  token: string,
  person: typeof ANNA = ANNA,
): Promise<Enrolled> {
  const browser = testBrowser(server)
  const begun = await browser.ask('POST /welcome/password/begin', { token, ...person })
  if (begun.status !== 200) throw new Error(JSON.stringify(begun.body))
  const code = () => {
    server.clock.advance(30_000)
    return codeOf(begun.body.authenticator.secret, server.clock.now())
  }
  const made = await browser.ask('POST /welcome/password', { token, ...person, code: code() })
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  return { browser, code }
}

/** What an authenticator app shows for a secret that was typed into it. */
export function codeOf(secret: string, now: number): string {
  const bytes = decodeBase32(secret)
  if (bytes === undefined) throw new Error('The secret is not in base32.')
  return totp(bytes, now)
}
