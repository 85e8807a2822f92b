/**
 * A flood of guesses against one app must cost the others nothing: not their turn in the store, not the database,
 * and not the processor. Once a limit is known to be exceeded no guess reaches the database, and past the first few
 * each answer waits a quarter of a second, so that who floods waits for themselves.
 */
import { expect, test } from 'vitest'
import { register, sendSms } from '../routes/person.ts'
import { testServer } from '../test-server.ts'

/** The setting wrongTokensPerAddress, as it stands without being changed. */
const PER_ADDRESS = 100
const AT_ONCE = 50

test('no more guesses are evaluated than the address may make, and the flood waits for its answers', async () => {
  let groups = 0
  const server = await testServer({
    deps: (own) => ({
      runAct: async (act, key, input) => {
        groups++
        return await own.runAct(act, key, input)
      },
    }),
  })
  const people: number[] = []
  for (let index = 0; index < 30; index++) {
    const cellphone = `2015550${String(index).padStart(3, '0')}`
    people.push(
      await register(server, {
        'user[email]': `p${index}@example.com`,
        'user[cellphone]': cellphone,
      }),
    )
  }
  const guess = (round: number) =>
    people.map(async (id) => {
      const answer = await server.call(`GET /verify/0000000/${id}?user_ip=192.0.2.7&round=${round}`)
      return answer.status
    })
  const evaluated: number[] = []
  for (let round = 0; round < 4; round++) evaluated.push(...(await Promise.all(guess(round))))
  expect(evaluated.filter((status) => status === 401)).toHaveLength(PER_ADDRESS)
  expect(evaluated.filter((status) => status === 429)).toHaveLength(120 - PER_ADDRESS)

  const before = groups
  let answered = 0
  const flood = [...guess(5), ...guess(6), ...guess(7)].map(async (status) => {
    expect(await status).toBe(429)
    answered++
  })
  const id = await register(server)
  const token = await sendSms(server, id)
  expect((await server.call(`GET /verify/${token}/${id}?user_ip=198.51.100.1`)).status).toBe(200)
  expect(answered).toBe(AT_ONCE)
  // One for the send and one for the token that was right; none for the flood.
  expect(groups - before).toBe(2)
  server.clock.advance(300)
  await Promise.all(flood)
  expect(answered).toBe(90)
})

test('a flood of guesses at the codes of phone verifications is one too', async () => {
  let groups = 0
  const server = await testServer({
    deps: (own) => ({
      runAct: async (act, key, input) => {
        groups++
        return await own.runAct(act, key, input)
      },
    }),
  })
  await server.set('wrongTokensPerAddress', '2')
  const phone = 'country_code=1&phone_number=3173389302'
  expect((await server.call(`POST /phones/verification/start?${phone}`)).status).toBe(200)
  const [code = ''] = (await server.outbox()).map(({ token }) => token)
  const guess = async (text = '') =>
    (
      await server.call(
        `GET /phones/verification/check?${phone}&user_ip=192.0.2.7&verification_code=${text}`,
      )
    ).status
  const wrong = code === '1111' ? '2222' : '1111'
  expect([await guess(wrong), await guess(wrong), await guess(wrong)]).toEqual([401, 401, 429])
  const before = groups
  // Not even the right one is looked at.
  expect([await guess(wrong), await guess(code)]).toEqual([429, 429])
  expect(groups).toBe(before)
})

test('what is remembered is believed for a second: an operator who raises the limit is heard', async () => {
  const server = await testServer()
  const id = await register(server)
  await server.set('wrongTokensPerAddress', '2')
  const guess = async () =>
    (await server.call(`GET /verify/0000000/${id}?user_ip=192.0.2.7`)).status
  expect([await guess(), await guess(), await guess()]).toEqual([401, 401, 429])
  await server.set('wrongTokensPerAddress', '50')
  server.clock.advance(1_001)
  expect(await guess()).toBe(401)
})

test('a flood that is over is forgotten: a new one begins with answers at once', async () => {
  const server = await testServer()
  const id = await register(server)
  await server.set('wrongTokensPerAddress', '1')
  const guess = async () =>
    (await server.call(`GET /verify/0000000/${id}?user_ip=192.0.2.7`)).status
  expect([await guess(), await guess()]).toEqual([401, 429])
  const flood = Array.from({ length: 60 }, guess)
  await Promise.all(flood.slice(0, AT_ONCE))
  server.clock.advance(300)
  await Promise.all(flood)
  server.clock.advance(10_000)
  // The first asks the database again, and the second is answered without a pause.
  expect([await guess(), await guess()]).toEqual([429, 429])
})
