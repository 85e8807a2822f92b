import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createTwilioProvider, type TwilioOptions } from '../../src/delivery/twilio.ts'
import { json, startCarrier, type Carrier } from './carrier.ts'
import { manualTimeLimit, never } from './limits.ts'
import { call, secretsOf, sms } from './message.ts'

const NOW = Date.UTC(2026, 0, 1)
const ACCOUNT = 'AC00000000000000000000000000000001'

let carrier: Carrier
beforeEach(async () => {
  carrier = await startCarrier()
  carrier.answerWith(json(201, { sid: 'SM0123456789abcdef', status: 'queued' }))
})
afterEach(() => carrier.close())

function twilio(change: Partial<TwilioOptions> = {}) {
  return createTwilioProvider({
    baseUrl: carrier.url,
    accountSid: ACCOUNT,
    authToken: 'secret:with:colons',
    from: '+15550001111',
    fetch,
    now: () => NOW,
    ...change,
  })
}

test.each([
  [{ price: '-0.00750', price_unit: 'USD' }, { cost: '0.00750 USD' }],
  [{ price: null, price_unit: 'USD' }, {}],
  [{ price: '1234567', price_unit: 'USD' }, {}],
  [{ price: '-0.0075', price_unit: '<b>' }, {}],
])('the price is kept where the answer has one: %j', async (priced, kept) => {
  carrier.answerWith(json(201, { sid: 'SM01', ...priced }))
  const result = await twilio().deliver(sms, never())
  expect(result).toEqual({ status: 'sent', providerMessageId: 'SM01', ...kept })
})

describe('an SMS', () => {
  test('is one form post, to the byte', async () => {
    const result = await twilio().deliver(sms, never())
    expect(result).toEqual({ status: 'sent', providerMessageId: 'SM0123456789abcdef' })
    expect(carrier.received).toHaveLength(1)
    const [request] = carrier.received
    expect(request?.requestLine).toBe(
      'POST /2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json HTTP/1.1',
    )
    // base64 of "AC…01:secret:with:colons" (RFC 7617 §2).
    expect(request?.headers['authorization']).toBe(
      'Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTpzZWNyZXQ6d2l0aDpjb2xvbnM=',
    )
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(request?.body).toBe(
      'To=%2B15551234567&From=%2B15550001111&Body=Your+Wood+%26+Co+%22login%22+token+is%3A+0738219',
    )
  })

  test('goes by the messaging service where there is one', async () => {
    await twilio({ messagingServiceSid: 'MG01' }).deliver(sms, never())
    expect(carrier.received[0]?.body).toBe(
      'To=%2B15551234567&MessagingServiceSid=MG01&Body=Your+Wood+%26+Co+%22login%22+token+is%3A+0738219',
    )
  })

  test.each([
    [{}, 'From=Acme'],
    [{ messagingServiceSid: 'MG01' }, 'MessagingServiceSid=MG01&From=Acme'],
  ])('is from whom the app says, with %j', async (options, sender) => {
    await twilio(options).deliver({ ...sms, senderName: 'Acme' }, never())
    expect(carrier.received[0]?.body).toContain(`To=%2B15551234567&${sender}&Body=`)
  })

  test('keeps every script', async () => {
    await twilio().deliver({ ...sms, text: '驗證碼 رمز 👍' }, never())
    const form = new URLSearchParams(carrier.received[0]?.body)
    expect(form.get('Body')).toBe('驗證碼 رمز 👍')
  })
})

describe('a call', () => {
  const digits =
    '<Say language="en-US">0</Say><Pause length="1"/>' +
    '<Say language="en-US">7</Say><Pause length="1"/>' +
    '<Say language="en-US">3</Say><Pause length="1"/>' +
    '<Say language="en-US">8</Say><Pause length="1"/>' +
    '<Say language="en-US">2</Say><Pause length="1"/>' +
    '<Say language="en-US">1</Say><Pause length="1"/>' +
    '<Say language="en-US">9</Say><Pause length="1"/>'
  const again = '<Say language="en-US">Once more:</Say><Pause length="1"/>'

  test('says each digit as a phrase, three times', async () => {
    carrier.answerWith(json(201, { sid: 'CA01' }))
    const result = await twilio({ voiceFrom: '+15550002222' }).deliver(call, never())
    expect(result).toEqual({ status: 'sent', providerMessageId: 'CA01' })
    const [request] = carrier.received
    expect(request?.requestLine).toBe(
      'POST /2010-04-01/Accounts/AC00000000000000000000000000000001/Calls.json HTTP/1.1',
    )
    const form = new URLSearchParams(request?.body)
    expect([...form.keys()]).toEqual(['To', 'From', 'Twiml'])
    expect(form.get('To')).toBe('+15551234567')
    expect(form.get('From')).toBe('+15550002222')
    expect(form.get('Twiml')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response>' +
        '<Say language="en-US">Hello. Your token for Wood &amp; Co is:</Say><Pause length="1"/>' +
        `${digits}${again}${digits}${again}${digits}` +
        '<Say language="en-US">Goodbye.</Say></Response>',
    )
  })

  test('comes from the SMS number where no other is set', async () => {
    await twilio().deliver(call, never())
    expect(new URLSearchParams(carrier.received[0]?.body).get('From')).toBe('+15550001111')
  })
})

/** As Twilio writes it, with the number in its message, and worse: with the token and the text. */
const telltale = (code: unknown) => ({
  code,
  message: `The 'To' number ${sms.to} is not a valid phone number: ${sms.token} ${sms.text}`,
  status: 400,
})

describe('what Twilio says', () => {
  test.each([
    // The numeric code is what an operator looks up: https://www.twilio.com/docs/api/errors
    [400, 21211, 'refused', 'Twilio answered 400 (code 21211)'],
    [400, 21610, 'refused', 'Twilio answered 400 (code 21610)'],
    [400, 21614, 'refused', 'Twilio answered 400 (code 21614)'],
    [400, '21614 +15551234567', 'refused', 'Twilio answered 400'],
    // A stand-in for Twilio that puts the token where the code belongs.
    [400, 738219, 'refused', 'Twilio answered 400'],
    [401, 20003, 'failed', 'Twilio answered 401 (code 20003)'],
    [403, 20003, 'failed', 'Twilio answered 403 (code 20003)'],
    [404, 20404, 'failed', 'Twilio answered 404: it does not know the account'],
    [408, undefined, 'failed', 'Twilio answered 408'],
    [429, 20429, 'failed', 'Twilio answered 429 (code 20429)'],
    [500, 20500, 'failed', 'Twilio answered 500 (code 20500)'],
    [503, undefined, 'failed', 'Twilio answered 503'],
  ])('%i with code %s is %s', async (status, code, outcome, reason) => {
    carrier.answerWith(json(status, telltale(code)))
    expect(await twilio().deliver(sms, never())).toEqual({ status: outcome, reason })
  })

  test.each([
    ['7', 7000],
    ['0', 0],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ['99999999999999', 24 * 60 * 60 * 1000],
    ['soon', undefined],
  ])('Retry-After: %s waits %s ms', async (header, retryAfterMs) => {
    carrier.answerWith(json(429, telltale(20429), { 'retry-after': header }))
    expect(await twilio().deliver(sms, never())).toEqual({
      status: 'failed',
      reason: 'Twilio answered 429 (code 20429)',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  })

  test('a redirect is not followed: its host was never named', async () => {
    carrier.answerWith(json(307, {}, { location: `${carrier.url}/elsewhere` }))
    expect(await twilio().deliver(sms, never())).toEqual({
      status: 'failed',
      reason: 'Twilio answered 307',
    })
    expect(carrier.received).toHaveLength(1)
  })

  test('a success that is no JSON, or breaks off, or is endless, is still a success', async () => {
    const sent = { status: 'sent', providerMessageId: undefined }
    carrier.answerWith((response) => response.writeHead(201).end('<html>'))
    expect(await twilio().deliver(sms, never())).toEqual(sent)
    carrier.answerWith((response) => {
      response.writeHead(201, { 'content-length': '100' })
      response.write('{"sid":', () => response.destroy())
    })
    expect(await twilio().deliver(sms, never())).toEqual(sent)
    carrier.answerWith((response) => {
      const flood = () => response.write(' '.repeat(16_384), (error) => error ?? flood())
      response.writeHead(201)
      flood()
    })
    expect(await twilio().deliver(sms, never())).toEqual(sent)
  })
})

describe('no answer', () => {
  test('nobody listens', async () => {
    await carrier.close()
    const result = await twilio().deliver(sms, never())
    expect(result).toEqual({ status: 'failed', reason: 'Twilio: no connection (ECONNREFUSED)' })
    carrier = await startCarrier()
  })

  test('the connection breaks before the status', async () => {
    carrier.answerWith((response) => response.destroy())
    const result = await twilio().deliver(sms, never())
    expect(result).toEqual({ status: 'failed', reason: 'Twilio: no connection (UND_ERR_SOCKET)' })
  })

  test('ten seconds are the limit', async () => {
    const { timeLimit, asked, runOut } = manualTimeLimit()
    carrier.answerWith(runOut)
    const result = await twilio({ timeLimit }).deliver(sms, never())
    expect(asked).toEqual([10_000])
    expect(result).toEqual({ status: 'failed', reason: 'Twilio: no answer within 10 seconds' })
  })

  test('the caller stops the attempt', async () => {
    const controller = new AbortController()
    carrier.answerWith(() => controller.abort())
    const result = await twilio().deliver(sms, controller.signal)
    expect(result).toEqual({
      status: 'failed',
      reason: 'Twilio: the attempt was stopped before an answer came',
    })
  })
})

test('no reason holds the number, the token or the text', async () => {
  for (const status of [400, 401, 402, 403, 404, 408, 410, 422, 429, 500, 502]) {
    carrier.answerWith(json(status, telltale(21211)))
    const result = await twilio().deliver(sms, never())
    for (const secret of secretsOf(sms)) expect(JSON.stringify(result)).not.toContain(secret)
  }
})

describe('check', () => {
  test.each([
    [200, { status: 'active' }, /^undefined$/],
    [200, { status: 'suspended' }, /account is suspended/],
    [401, { code: 20003 }, /copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN/],
    [404, { code: 20404 }, /copy TWILIO_ACCOUNT_SID/],
    [500, {}, /answered 500 .* try later/],
  ])('%i %j', async (status, body, expected) => {
    carrier.answerWith(json(status, body))
    const said = await twilio().check(never())
    expect(String(said)).toMatch(expected)
    expect(carrier.received[0]?.requestLine).toBe(
      'GET /2010-04-01/Accounts/AC00000000000000000000000000000001.json HTTP/1.1',
    )
  })

  test('says where it could not connect', async () => {
    await carrier.close()
    expect(await twilio().check(never())).toMatch(/no connection \(ECONNREFUSED\).*TWILIO_BASE_URL/)
    carrier = await startCarrier()
  })
})
