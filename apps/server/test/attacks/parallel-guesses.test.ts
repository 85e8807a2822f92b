/**
 * A limit that is read before it is written lets through as many guesses as arrive together: sixteen
 * at once pass a limit of five when each of them sees a count of zero. One SMS token has ten million
 * values, so two hundred free guesses a moment would be worth making. Here they all arrive at once,
 * at one process and at two, and no more than five may be compared.
 */
import { expect, test } from 'vitest'
import { register, sendSms, status, wrongTokens } from '../routes/person.ts'
import { type TestNode, testServer } from '../test-server.ts'

const GUESSES = 200

/** The statuses of calls that go to the nodes in turn, all at once. */
async function guessAtOnce(nodes: readonly TestNode[], lines: readonly string[]) {
  const answers = await Promise.all(
    nodes.flatMap((node, turn) =>
      lines.filter((_line, index) => index % nodes.length === turn).map((line) => node.call(line)),
    ),
  )
  return answers.map(status)
}

const count = (statuses: readonly number[], wanted: number) =>
  statuses.filter((each) => each === wanted).length

test.each([1, 2])(
  'of two hundred wrong tokens at once through %i processes, five are compared',
  async (processes) => {
    const server = await testServer()
    const nodes = processes === 1 ? [server] : [server, server.anotherNode()]
    const id = await register(server)
    const token = await sendSms(server, id)
    const lines = wrongTokens(token, GUESSES).map((wrong) => `GET /verify/${wrong}/${id}`)
    const statuses = await guessAtOnce(nodes, lines)
    expect([count(statuses, 401), count(statuses, 429)]).toEqual([5, GUESSES - 5])
    const row = await server.deps.db
      .selectFrom('sent_tokens')
      .select('guesses')
      .executeTakeFirstOrThrow()
    expect(row.guesses).toBe(5)
  },
)

test('the right one among two hundred is found only if it is one of the first five', async () => {
  const server = await testServer()
  const id = await register(server)
  const token = await sendSms(server, id)
  const wrong = wrongTokens(token, GUESSES - 1)
  const guesses = [...wrong.slice(0, 50), token, ...wrong.slice(50)]
  const statuses = await guessAtOnce(
    [server],
    guesses.map((guess) => `GET /verify/${guess}/${id}`),
  )
  expect([count(statuses, 200), count(statuses, 401)]).toEqual([0, 5])
})

test('of two hundred wrong QR tokens at once, five are compared', async () => {
  const server = await testServer()
  const id = await register(server)
  await server.call(`POST /users/${id}/secret`)
  const lines = wrongTokens('000000', GUESSES).map((wrong) => `GET /verify/${wrong}/${id}`)
  const statuses = await guessAtOnce([server, server.anotherNode()], lines)
  expect(count(statuses, 429)).toBeGreaterThanOrEqual(GUESSES - 6)
})

test.each([1, 2])(
  'of two hundred wrong verification codes at once through %i processes, five are compared',
  async (processes) => {
    const server = await testServer()
    const nodes = processes === 1 ? [server] : [server, server.anotherNode()]
    const number = { country_code: '1', phone_number: '3173389302' }
    await server.call('POST /phones/verification/start', number)
    const code = (await server.outbox()).at(-1)?.token ?? ''
    const lines = wrongTokens(code, GUESSES).map(
      (wrong) =>
        `GET /phones/verification/check?country_code=1&phone_number=3173389302&verification_code=${wrong}`,
    )
    const statuses = await guessAtOnce(nodes, lines)
    expect([count(statuses, 401), count(statuses, 429)]).toEqual([5, GUESSES - 5])
  },
)

test('guesses for one phone through many apps share their limit', async () => {
  const server = await testServer()
  const lines: (() => Promise<number>)[] = []
  for (let app = 0; app < 12; app++) {
    const { apiKey } = await server.newApp(`App ${app}`)
    const id = await register(server, {}, { apiKey })
    for (const wrong of wrongTokens('0000000', 5)) {
      const line = `GET /verify/${wrong}/${id}`
      lines.push(async () => status(await server.call(line, undefined, { apiKey })))
    }
  }
  const statuses = await Promise.all(lines.map((guess) => guess()))
  expect([count(statuses, 401), count(statuses, 429)]).toEqual([50, 10])
})

test('sends at once past the limit of a phone do not go out', async () => {
  const server = await testServer()
  const id = await register(server)
  const lines = Array.from({ length: 60 }, (_, index) => `GET /sms/${id}?action=a${index}`)
  const statuses = await guessAtOnce([server, server.anotherNode()], lines)
  expect([count(statuses, 200), count(statuses, 429)]).toEqual([10, 50])
  expect(await server.outbox()).toHaveLength(10)
})
