import {
  testServer,
  type TestServer,
  type TestServerOptions,
} from '../apps/server/test/test-server.ts'
import { numberAt } from './read-answer.ts'

/** The server of the server's own tests, listening on a port of 127.0.0.1: real HTTP, the test's clock. */
export interface RunningServer extends TestServer {
  /** As a client is given it: no slash at its end. */
  readonly url: string
  /** The number of PERSON, or another, as a user of Acme. */
  readonly addUser: (phone?: string) => Promise<number>
  /** Sends a token as SMS and reads it out of the outbox. */
  readonly sendToken: (authyId: number, query?: string) => Promise<string>
  /** A hundred wrong tokens in a row, each after its wait. */
  readonly suspend: (authyId: number) => Promise<void>
}

export const PERSON = {
  email: 'jdoe@example.com',
  phone: '317-338-9302',
  countryCode: '1',
  e164: '+13173389302',
} as const

/** Longer than any wait between wrong tokens. */
const PAST_EVERY_WAIT_MS = 3_600_001

/** Of another length than the tokens that the server sends, so never right by chance. */
export const WRONG_TOKEN = '000000'

export async function runningServer(options: TestServerOptions = {}): Promise<RunningServer> {
  const server = await testServer(options)
  const url = await server.app.listen({ host: '127.0.0.1', port: 0 })
  return {
    ...server,
    url,
    async addUser(phone = PERSON.phone) {
      const created = await server.call('POST /users/new', {
        'user[email]': PERSON.email,
        'user[cellphone]': phone,
        'user[country_code]': PERSON.countryCode,
        send_install_link_via_sms: 'false',
      })
      return numberAt(created.body, 'user', 'id')
    },
    async sendToken(authyId, query = 'force=true') {
      await server.call(`GET /sms/${authyId}?${query}`)
      return lastTokenOf(server)
    },
    async suspend(authyId) {
      for (let wrong = 1; wrong <= 100; wrong++) {
        await server.call(`GET /verify/${WRONG_TOKEN}/${authyId}`)
        server.clock.advance(PAST_EVERY_WAIT_MS)
      }
    },
  }
}

/** The token, or code, of the newest message. */
export async function lastTokenOf(server: Pick<TestServer, 'outbox'>): Promise<string> {
  const token = (await server.outbox()).at(-1)?.token
  if (token === undefined) throw new Error('The outbox holds no message with a token.')
  return token
}
