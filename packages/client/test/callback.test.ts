import { canonicalQuery, signCallback, type WireObject } from '@countersign/wire'
import { describe, expect, test } from 'vitest'
import { type CallbackOptions, createCallbackMemory, verifyCallback } from '@countersign/client'
import {
  callback,
  EXAMPLES,
  payload,
  VECTORS,
  withTransaction,
} from '../../wire/test/callback-vectors.ts'

const NOW = 1_700_000_060_000
const now = () => NOW

interface Sent {
  readonly method?: 'POST' | 'GET'
  readonly url?: string
  readonly payload?: WireObject
  readonly nonce?: string
  readonly signature?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A callback as it is sent, signed for what it holds unless a signature is given. */
function sent(change: Sent = {}): Request {
  const { method = 'POST', url = callback.url, nonce = callback.nonce } = change
  const content = change.payload ?? payload
  const signed = { ...callback, method, url, nonce, payload: content }
  const signature = change.signature ?? signCallback(signed)
  const headers = {
    'X-Authy-Signature': signature,
    'X-Authy-Signature-Nonce': nonce,
    ...change.headers,
  }
  if (method === 'POST')
    return new Request(url, { method, headers, body: change.body ?? JSON.stringify(content) })
  const query = change.body ?? canonicalQuery(content)
  return new Request(`${url}${url.includes('?') ? '&' : '?'}${query}`, { headers })
}

function options(change: Partial<CallbackOptions> = {}): CallbackOptions {
  const { apiKey } = callback
  return { apiKey, url: callback.url, now, seen: createCallbackMemory(), ...change }
}

describe('a callback is accepted', () => {
  test.each(VECTORS)('%s', async (_name, given, signature) => {
    const verified = await verifyCallback(sent({ payload: given, signature }), options())
    expect(verified).toMatchObject({
      ok: true,
      callback: { uuid: payload['uuid'], status: 'approved', authyId: 1_000_123 },
    })
  })

  test.each(VECTORS)('%s, by GET', async (_name, given) => {
    const verified = await verifyCallback(sent({ method: 'GET', payload: given }), options())
    expect(verified).toMatchObject({ ok: true, callback: { authyId: 1_000_123 } })
  })

  test.each(EXAMPLES)(
    'by its signature, and is none of ours: %s',
    async (_name, given, signature) => {
      const { nonce, url, apiKey } = given
      const method = given.method === 'GET' ? 'GET' : 'POST'
      const request = sent({ method, url, nonce, signature, payload: given.payload })
      const now = () => Number(nonce) * 1_000
      // The signature is looked at first: a wrong one would be `bad-signature`.
      const verified = await verifyCallback(request, options({ apiKey, url, now }))
      expect(verified).toEqual({ ok: false, reason: 'malformed' })
    },
  )

  test('with all that it tells, in the same types by POST and as text by GET', async () => {
    const details = { Amount: 10, Paid: true, 'To [who]': 'Ana', Nothing: null }
    const given = withTransaction({ details, reason: 'not_me' })
    const headers = { 'webhook-id': 'delivery-1' }
    const post = await verifyCallback(sent({ payload: given, headers }), options())
    expect(post).toEqual({
      ok: true,
      callback: {
        uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122',
        status: 'approved',
        authyId: 1_000_123,
        message: 'Login requested, ok?',
        details,
        hiddenDetails: { ip: '1.1.1.1' },
        isNotMe: true,
        createdAt: 1_699_999_900_000,
        answeredAt: 1_700_000_000_000,
        statement: 'abc+/def==',
        device: { id: 1_234_567, osType: 'android', ip: '10.0.0.1' },
        deliveryId: 'delivery-1',
      },
    })
    const get = await verifyCallback(sent({ method: 'GET', payload: given }), options())
    expect(get.ok && get.callback.details).toEqual({
      Amount: '10',
      Paid: 'true',
      'To [who]': 'Ana',
      Nothing: '',
    })
    expect(get.ok && { ...get.callback, details: {} }).toEqual({
      ...(post.ok && post.callback),
      details: {},
      deliveryId: undefined,
    })
  })

  test('under either of two keys, while one is rotated', async () => {
    const apiKey = ['the-new-one', callback.apiKey]
    expect(await verifyCallback(sent(), options({ apiKey }))).toMatchObject({ ok: true })
  })

  test('over the URL that was set, whatever a proxy made of it', async () => {
    const request = sent()
    const behind = new Request('http://10.0.0.5:3000/authy/callback', request)
    expect(await verifyCallback(behind, options())).toMatchObject({ ok: true })
    const direct = await verifyCallback(sent(), { ...options(), url: callback.url })
    expect(direct).toMatchObject({ ok: true })
  })

  test('by GET to a URL that has a query of its own', async () => {
    const url = `${callback.url}?tenant=7`
    const request = sent({ method: 'GET', url })
    expect(await verifyCallback(request, options({ url }))).toMatchObject({ ok: true })
  })

  test('again, when the server sends it again: signed anew', async () => {
    const remembering = options()
    expect(await verifyCallback(sent(), remembering)).toMatchObject({ ok: true })
    const again = sent({ nonce: '1700000002' })
    expect(await verifyCallback(again, remembering)).toMatchObject({ ok: true })
  })
})

describe('a callback is refused', () => {
  const other = 'A'.repeat(42) + 'A='
  test.each<[string, Request, string]>([
    [
      'without a signature',
      new Request(callback.url, { method: 'POST', body: '{}' }),
      'not-signed',
    ],
    ['with a nonce that is no time', sent({ nonce: '1700000000|POST' }), 'not-signed'],
    ['with an empty nonce', sent({ nonce: '' }), 'not-signed'],
    ['under another signature', sent({ signature: other }), 'bad-signature'],
    ['under a signature that is none', sent({ signature: 'x' }), 'bad-signature'],
    [
      'under the right signature in another spelling',
      sent({ signature: `${signCallback(callback)}\u00A0` }),
      'bad-signature',
    ],
    [
      'with another answer than was signed',
      sent({
        signature: signCallback(callback),
        payload: { ...payload, status: 'denied' },
      }),
      'bad-signature',
    ],
    [
      'as a GET where a POST was signed',
      sent({ method: 'GET', signature: signCallback(callback) }),
      'bad-signature',
    ],
    ['signed for another URL', sent({ url: 'https://app.example.test/other' }), 'bad-signature'],
    ['with something other than JSON', sent({ body: 'status=approved' }), 'malformed'],
    ['with a list', sent({ body: '[]' }), 'malformed'],
    ['without a query', new Request(callback.url, { headers: sent().headers }), 'malformed'],
    [
      'by another method',
      new Request(callback.url, { method: 'PUT', body: '{}', headers: sent().headers }),
      'malformed',
    ],
    [
      'nested to exhaust the stack',
      sent({ body: `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}` }),
      'malformed',
    ],
    ['longer than any', sent({ body: `{"a":"${'x'.repeat(600_000)}"}` }), 'malformed'],
    ['of another action', sent({ payload: { ...payload, callback_action: 'x' } }), 'malformed'],
    ['with a status of its own', sent({ payload: { ...payload, status: 'ok' } }), 'malformed'],
    ['without a request', sent({ payload: { ...payload, uuid: null } }), 'malformed'],
    ['without a person', sent({ payload: { ...payload, authy_id: null } }), 'malformed'],
  ])('%s', async (_name, request, reason) => {
    expect(await verifyCallback(request, options())).toEqual({ ok: false, reason })
  })

  test('under no key at all', async () => {
    const empty = signCallback({ ...callback, apiKey: '' })
    for (const apiKey of ['', [], ['']]) {
      const verified = await verifyCallback(sent({ signature: empty }), options({ apiKey }))
      expect(verified).toEqual({ ok: false, reason: 'bad-signature' })
    }
  })

  test('when it is too old, or from a time to come', async () => {
    const signedAt = Number(callback.nonce) * 1_000
    for (const [afterMs, expected] of [
      [300_000, { ok: true }],
      [300_001, { ok: false, reason: 'too-old' }],
      [-300_000, { ok: true }],
      [-300_001, { ok: false, reason: 'too-old' }],
    ] as const) {
      const then = () => signedAt + afterMs
      expect(await verifyCallback(sent(), options({ now: then }))).toMatchObject(expected)
    }
  })

  test('the second time, also of twelve at once', async () => {
    const remembering = options()
    const all = await Promise.all(
      Array.from({ length: 12 }, () => verifyCallback(sent(), remembering)),
    )
    expect(all.filter(({ ok }) => ok)).toHaveLength(1)
    expect(all.find(({ ok }) => !ok)).toEqual({ ok: false, reason: 'replayed' })
  })

  test('the second time at another endpoint of the process too', async () => {
    const own = { apiKey: callback.apiKey, url: callback.url, now }
    expect(await verifyCallback(sent(), own)).toMatchObject({ ok: true })
    expect(await verifyCallback(sent(), own)).toEqual({ ok: false, reason: 'replayed' })
  })

  test('and a refused one does not use up the right one', async () => {
    const remembering = options()
    const forged = sent({
      signature: signCallback(callback),
      payload: { ...payload, status: 'denied' },
    })
    expect(await verifyCallback(forged, remembering)).toMatchObject({ ok: false })
    expect(await verifyCallback(sent(), remembering)).toMatchObject({ ok: true })
  })
})

describe('a memory', () => {
  test('forgets what is over, and nothing else', () => {
    const memory = createCallbackMemory()
    const ids = Array.from({ length: 20_000 }, (_, id) => String(id))
    const claimAll = (until: number, now: number) =>
      ids.filter((id) => memory.claim(id, until, now)).length
    expect(claimAll(10, 0)).toBe(20_000)
    expect(claimAll(20, 9)).toBe(0)
    expect(claimAll(20, 10)).toBe(20_000)
    expect(claimAll(30, 19)).toBe(0)
  })
})
