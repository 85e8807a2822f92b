import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createHttpProvider, type HttpOptions } from '../../src/delivery/http.ts'
import { parseWebhookSecret } from '../../src/delivery/sign-webhook.ts'
import { json, startCarrier, type Carrier } from './carrier.ts'
import { manualTimeLimit, never } from './limits.ts'
import { email, secretsOf, sms } from './message.ts'

const NOW = 1_767_225_600_999

let carrier: Carrier
beforeEach(async () => {
  carrier = await startCarrier()
})
afterEach(() => carrier.close())

function gateway(change: Partial<HttpOptions> = {}) {
  return createHttpProvider({
    url: `${carrier.url}/send`,
    channels: ['sms', 'call', 'email'],
    fetch,
    now: () => NOW,
    ...change,
  })
}

describe('the request', () => {
  test('is by default a JSON post of every field', async () => {
    expect(await gateway().deliver(sms, never())).toEqual({
      status: 'sent',
      providerMessageId: undefined,
    })
    const [request] = carrier.received
    expect(request?.requestLine).toBe('POST /send HTTP/1.1')
    expect(request?.headers['content-type']).toBe('application/json')
    expect(request?.headers['webhook-id']).toBe('msg_01HZX')
    expect(request?.body).toBe(
      '{"id":"msg_01HZX","channel":"sms","to":"+15551234567",' +
        '"text":"Your Wood & Co \\"login\\" token is: 0738219","token":"0738219","locale":"en",' +
        '"app":"Wood & Co","sender":"Wood & Co","subject":""}',
    )
  })

  test('carries the subject of a mail, and an empty token where there is none', async () => {
    await gateway().deliver({ ...email, token: undefined }, never())
    expect(JSON.parse(carrier.received[0]?.body ?? '')).toMatchObject({
      to: 'anna@example.com',
      token: '',
      subject: 'Your token for Wood & Co',
    })
  })

  test('is a form where the Content-Type says so', async () => {
    await gateway({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    }).deliver(sms, never())
    const [request] = carrier.received
    expect(request?.headers['content-type']).toBe(
      'application/x-www-form-urlencoded; charset=utf-8',
    )
    expect(request?.body).toBe(
      'id=msg_01HZX&channel=sms&to=%2B15551234567' +
        '&text=Your+Wood+%26+Co+%22login%22+token+is%3A+0738219&token=0738219&locale=en' +
        '&app=Wood+%26+Co&sender=Wood+%26+Co&subject=',
    )
  })

  test.each([
    ['application/json', '{"m":"{{ text }}"}', '{"m":"a\\"b\\\\c&d<e>\\n{{token}}"}'],
    ['application/vnd.sms+json', '"{{text}}"', '"a\\"b\\\\c&d<e>\\n{{token}}"'],
    [
      'application/x-www-form-urlencoded',
      'm={{text}}&n=1',
      'm=a%22b%5Cc%26d%3Ce%3E%0A%7B%7Btoken%7D%7D&n=1',
    ],
    ['text/xml', '<m>{{text}}</m>', '<m>a&quot;b\\c&amp;d&lt;e&gt;\n{{token}}</m>'],
    ['text/plain', '{{text}} {{other}}', 'a"b\\c&d<e>\n{{token}} {{other}}'],
  ])('%s: a text cannot leave its field', async (contentType, body, expected) => {
    await gateway({ headers: { 'content-type': contentType }, body }).deliver(
      { ...sms, text: 'a"b\\c&d<e>\n{{token}}' },
      never(),
    )
    expect(carrier.received[0]?.body).toBe(expected)
  })

  test('can be a GET with everything in its query', async () => {
    await gateway({
      method: 'GET',
      url: `${carrier.url}/send?to={{to}}&text={{text}}&n={{ id }}`,
      headers: { Authorization: 'Bearer gateway-key' },
    }).deliver(sms, never())
    const [request] = carrier.received
    expect(request?.requestLine).toBe(
      'GET /send?to=%2B15551234567&text=Your%20Wood%20%26%20Co%20%22login%22%20token%20is%3A%200738219&n=msg_01HZX HTTP/1.1',
    )
    expect(request?.headers['authorization']).toBe('Bearer gateway-key')
    expect(request?.headers['content-type']).toBeUndefined()
    expect(request?.body).toBe('')
  })
})

describe('the signature', () => {
  const key = Buffer.from('Countersign signs what it sends.')
  const signingKey = parseWebhookSecret(`whsec_${key.toString('base64')}`)

  test('is that of Standard Webhooks over id, timestamp and body', async () => {
    await gateway({ signingKey, headers: { 'webhook-id': 'not this' } }).deliver(sms, never())
    const { headers = {}, body = '' } = carrier.received[0] ?? {}
    const expected = createHmac('sha256', key).update(`msg_01HZX.1767225600.${body}`)
    expect(headers['webhook-id']).toBe('msg_01HZX')
    expect(headers['webhook-timestamp']).toBe('1767225600')
    expect(headers['webhook-signature']).toBe(`v1,${expected.digest('base64')}`)
  })

  test('covers an empty body on a GET', async () => {
    await gateway({ signingKey, method: 'GET' }).deliver(sms, never())
    const expected = createHmac('sha256', key).update('msg_01HZX.1767225600.').digest('base64')
    expect(carrier.received[0]?.headers['webhook-signature']).toBe(`v1,${expected}`)
  })

  test.each([
    ['no prefix', key.toString('base64')],
    ['not base64', 'whsec_!!!!'],
    ['23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['nothing', 'whsec_'],
  ])('takes no secret with %s', (_, secret) => {
    expect(parseWebhookSecret(secret)).toBeUndefined()
  })
})

describe('what the gateway says', () => {
  const repeated = { error: `cannot send ${sms.text} to ${sms.to} (${sms.token})` }

  test.each([
    [200, 'sent'],
    [202, 'sent'],
    [301, 'failed'],
    [400, 'refused'],
    [401, 'failed'],
    [403, 'failed'],
    [404, 'refused'],
    [408, 'failed'],
    [422, 'refused'],
    [425, 'failed'],
    [429, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
  ])('%i is %s, and its words are not repeated', async (status, outcome) => {
    carrier.answerWith(json(status, repeated))
    const result = await gateway().deliver(sms, never())
    expect(result).toEqual(
      outcome === 'sent'
        ? { status: 'sent', providerMessageId: undefined }
        : { status: outcome, reason: `The HTTP provider answered ${status}` },
    )
    for (const secret of secretsOf(sms)) expect(JSON.stringify(result)).not.toContain(secret)
  })

  test('Retry-After is honoured', async () => {
    carrier.answerWith(json(503, repeated, { 'retry-after': '30' }))
    expect(await gateway().deliver(sms, never())).toMatchObject({ retryAfterMs: 30_000 })
  })

  test('a redirect is not followed', async () => {
    carrier.answerWith(json(302, {}, { location: `${carrier.url}/elsewhere` }))
    expect(await gateway().deliver(sms, never())).toMatchObject({ status: 'failed' })
    expect(carrier.received).toHaveLength(1)
  })
})

describe('no answer', () => {
  test('the reason holds nothing of a URL that held the number and the text', async () => {
    const url = `${carrier.url}/send?to={{to}}&text={{text}}&token={{token}}`
    await carrier.close()
    const result = await gateway({ url, method: 'GET' }).deliver(sms, never())
    expect(result).toEqual({
      status: 'failed',
      reason: 'HTTP provider: no connection (ECONNREFUSED)',
    })
    carrier = await startCarrier()
  })

  test('an address that cannot be one is an outage, not a throw', async () => {
    const url = 'http://{{to}}{{text}}:port/'
    expect(await gateway({ url }).deliver(sms, never())).toEqual({
      status: 'failed',
      reason: 'HTTP provider: no connection (ERR_INVALID_URL)',
    })
  })

  test('ten seconds are the limit', async () => {
    const { timeLimit, asked, runOut } = manualTimeLimit()
    carrier.answerWith(runOut)
    expect(await gateway({ timeLimit }).deliver(sms, never())).toEqual({
      status: 'failed',
      reason: 'HTTP provider: no answer within 10 seconds',
    })
    expect(asked).toEqual([10_000])
  })
})

describe('check', () => {
  test('knocks at the host and sends nothing', async () => {
    carrier.answerWith(json(404, {}))
    expect(await gateway({ url: `${carrier.url}/send?to={{to}}` }).check(never())).toBeUndefined()
    expect(carrier.received[0]?.requestLine).toBe('HEAD / HTTP/1.1')
  })

  test('says where nobody listens, without the path that may hold a key', async () => {
    const url = `${carrier.url}/send?key=gateway-key`
    await carrier.close()
    const said = await gateway({ url }).check(never())
    expect(said).toMatch(/^The HTTP provider at http:\/\/127\.0\.0\.1:\d+: no connection/)
    expect(said).not.toContain('gateway-key')
    carrier = await startCarrier()
  })
})

test('a content type that cannot be written safely is a bug by the time it comes here', () => {
  expect(() => gateway({ headers: { 'content-type': 'application/octet-stream' } })).toThrow(
    'No body can be written for the content type application/octet-stream',
  )
})
