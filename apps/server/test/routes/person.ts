import type { CallAnswer, CallOptions } from '../call.ts'
import type { TestNode, TestServer } from '../test-server.ts'

/** The valid baseline of a registration: each test changes what it is about. */
export const PERSON = {
  'user[email]': 'jdoe@example.com',
  'user[cellphone]': '317-338-9302',
  'user[country_code]': '1',
  send_install_link_via_sms: 'false',
}

export const PHONE = '+13173389302'

export async function register(
  server: TestNode,
  change: Readonly<Record<string, string>> = {},
  options?: CallOptions,
): Promise<number> {
  const answer = await server.call('POST /users/new', { ...PERSON, ...change }, options)
  if (answer.status !== 200) throw new Error(`The person was not registered: ${answer.text}`)
  return answer.body.user.id
}

/** The digits of the newest message to a person. */
export async function newestToken(server: TestServer, to: string = PHONE): Promise<string> {
  const token = (await server.outbox(to)).at(-1)?.token
  if (token === undefined) throw new Error(`No message with a token went to ${to}.`)
  return token
}

/** Asks for a token by SMS and returns its digits. */
export async function sendSms(
  server: TestServer,
  id: number,
  query = '',
  to: string = PHONE,
): Promise<string> {
  const answer = await server.call(`GET /sms/${id}?${query}`)
  if (answer.status !== 200) throw new Error(`The token was not sent: ${answer.text}`)
  return await newestToken(server, to)
}

/** `count` tokens of as many digits as `token` that are not `token`. */
export function wrongTokens(token: string, count: number): readonly string[] {
  const modulus = 10 ** token.length
  return Array.from({ length: count }, (_, index) =>
    String((Number(token) + index + 1) % modulus).padStart(token.length, '0'),
  )
}

export const status = (answer: CallAnswer) => answer.status

/** Status and error code, the two things that clients look at. */
export const refusal = (answer: CallAnswer) => [answer.status, answer.body?.error_code]
