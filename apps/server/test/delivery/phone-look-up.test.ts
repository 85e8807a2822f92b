import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPhoneLookUp } from '../../src/delivery/phone-look-up.ts'
import { parsePhoneNumber } from '../../src/domain/phone-number.ts'
import { problemsOf } from '../environments.ts'
import { type Carrier, json, startCarrier } from './carrier.ts'

const parsed = parsePhoneNumber('1', '317-338-9302')
if (!parsed.ok) throw new Error('the number of this test is valid')
const { phone } = parsed

let service: Carrier
beforeEach(async () => {
  service = await startCarrier()
})
afterEach(() => service.close())

test('asks for the number and tells what came back', async () => {
  service.answerWith(json(200, { type: 'voip', provider: 'Pinger', ported: true }))
  const url = `${service.url}/n?number={{to}}`
  const lookUp = createPhoneLookUp({ url, token: 'secret', fetch, now: () => 0 })
  expect(await lookUp(phone)).toEqual({ type: 'voip', provider: 'Pinger', ported: true })
  expect(service.received[0]?.requestLine).toBe('GET /n?number=%2B13173389302 HTTP/1.1')
  expect(service.received[0]?.headers['authorization']).toBe('Bearer secret')
})

test.each([
  ['another shape', json(200, { type: 'fax' })],
  ['no object', json(200, 'cellphone')],
  ['a refusal', json(500, {})],
])('throws on %s, without the number', async (_name, answer) => {
  service.answerWith(answer)
  const url = `${service.url}/{{to}}`
  const lookUp = createPhoneLookUp({ url, token: undefined, fetch, now: () => 0 })
  await expect(lookUp(phone)).rejects.toThrow(/^(?!.*3173389302).*phone look-up/)
})

test.each(['ftp://example.com/{{to}}', 'https://{{to}}.example.com/', 'https://example.com/'])(
  'the configuration refuses %s',
  (url) => {
    expect(problemsOf({ PHONE_LOOKUP_URL: url })).toHaveLength(1)
  },
)
