import { expect, test } from 'vitest'
import { testServer } from '../test-server.ts'
import { invalidParameter, refusedWith } from './answers.ts'

const ask = (country: string, number: string) =>
  `GET /phones/info?country_code=${encodeURIComponent(country)}&phone_number=${encodeURIComponent(number)}`

const body = (type: string, provider: string, ported = false) =>
  `{"message":"Phone number information as of 2023-11-14 22:13:20 UTC","type":"${type}","provider":"${provider}","ported":${ported},"success":true}`

test('says what the numbering plan tells, and nothing where it does not', async () => {
  const server = await testServer()
  const rows = [
    ['1', '317-338-9302', 'unknown'],
    ['+1', '317-338-9302', 'unknown'],
    ['49', '15123456789', 'cellphone'],
    ['49', '030 123456', 'landline'],
    ['44', '020 7946 0018', 'landline'],
    ['33', '09 87 65 43 21', 'voip'],
  ] as const
  for (const [country, number, type] of rows) {
    const answer = await server.call(ask(country, number))
    expect([answer.status, answer.text]).toEqual([200, body(type, 'unknown')])
  }
})

test('asks the look-up that is plugged in', async () => {
  const asked: string[] = []
  const server = await testServer({
    deps: {
      phoneLookUp: async (phone) => {
        asked.push(phone.e164)
        return { type: 'voip', provider: 'Pinger', ported: true }
      },
    },
  })
  expect((await server.call(ask('1', '3173389302'))).text).toBe(body('voip', 'Pinger', true))
  expect(asked).toEqual(['+13173389302'])
})

test('a look-up that fails is the documented 60025, and nothing of its error is told', async () => {
  const server = await testServer({
    deps: {
      phoneLookUp: async (phone) => {
        throw new Error(`socket hang up while asking for ${phone.e164}`)
      },
    },
  })
  const answer = await server.call(ask('1', '3173389302'))
  expect([answer.status, answer.text]).toEqual([
    500,
    refusedWith('60025', 'Server error while querying phone information. Please try again later'),
  ])
  expect(server.logged()).not.toContain('3173389302')
})

test('refuses what is no number', async () => {
  const server = await testServer()
  const rows = [
    [ask('', '3173389302'), 400, invalidParameter('country_code', 'Parameter is required')],
    [ask('1', ''), 400, invalidParameter('phone_number', 'Parameter is required')],
    [
      ask('one', '3173389302'),
      400,
      invalidParameter('country_code', "'one' is not a valid Integer"),
    ],
    [ask('1', '12'), 400, refusedWith('60033', 'Phone number is invalid')],
    [ask('999', '3173389302'), 403, refusedWith('60078', 'Country code is not valid')],
  ] as const
  for (const [line, code, text] of rows) {
    const answer = await server.call(line)
    expect([line, answer.status, answer.text]).toEqual([line, code, text])
  }
})
