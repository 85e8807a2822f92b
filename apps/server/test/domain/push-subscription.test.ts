import { createECDH } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { INNER_NETWORKS } from '../../src/domain/inner-address.ts'
import { parsePushSubscription } from '../../src/domain/push-subscription.ts'

const POINT = createECDH('prime256v1').generateKeys()
const P256DH = POINT.toString('base64url')
const AUTH = Buffer.alloc(16, 7).toString('base64url')

/** A valid one, with one thing changed; answers `ok` or the field that is refused. */
function fieldOf(
  change: { readonly endpoint?: string; readonly p256dh?: string; readonly auth?: string },
  allowed = INNER_NETWORKS.loopback,
) {
  const { endpoint = 'https://push.example.test/a', p256dh = P256DH, auth = AUTH } = change
  const parsed = parsePushSubscription({ endpoint, keys: { p256dh, auth } }, allowed)
  return parsed.ok ? 'ok' : parsed.field
}

test('is kept, with its keys without padding', () => {
  const subscription = {
    endpoint: 'https://push.example.test/a?b=c',
    keys: { p256dh: P256DH, auth: AUTH },
  }
  const padded = { ...subscription, keys: { p256dh: `${P256DH}=`, auth: `${AUTH}==` } }
  expect(parsePushSubscription(subscription, [])).toEqual({ ok: true, subscription })
  expect(parsePushSubscription(padded, [])).toEqual({ ok: true, subscription })
})

test('every key that a browser may make is taken', () => {
  for (let draw = 0; draw < 50; draw++) {
    const p256dh = createECDH('prime256v1').generateKeys().toString('base64url')
    expect([p256dh, fieldOf({ p256dh })]).toEqual([p256dh, 'ok'])
  }
})

describe('the endpoint', () => {
  test.each([
    '',
    'push.example.test',
    'ftp://push.example.test/a',
    'http://push.example.test/a',
    'http://93.184.215.14/a',
    'http://10.0.0.1/a',
    'https://user@push.example.test/a',
    'https://push.example.test/a#b',
    'https://push.example.test/a b',
    'https://b\u00fccher.example/',
    `https://push.example.test/${'a'.repeat(975)}`,
  ])('%s is refused', (endpoint) => {
    expect(fieldOf({ endpoint })).toBe('endpoint')
  })

  test.each(['http://127.0.0.1:9000/a', 'http://[::1]/a', 'http://localhost:9000/a'])(
    '%s may be plain HTTP where the operator allows loopback, and nowhere else',
    (endpoint) => {
      expect([fieldOf({ endpoint }), fieldOf({ endpoint }, [])]).toEqual(['ok', 'endpoint'])
    },
  )
})

/** A changed last byte of y: no such point is on the curve. */
const beside = Buffer.from(POINT)
beside.writeUInt8((beside.readUInt8(64) + 1) % 256, 64)

test.each([
  ['nothing', ''],
  ['no base64url', '!'],
  ['base64 of other signs', '+/+/'],
  ['too short', P256DH.slice(0, -4)],
  ['too long', `${P256DH}AAAA`],
  ['beside the curve', beside.toString('base64url')],
  ['compressed', Buffer.concat([Buffer.from([2]), POINT.subarray(1, 33)]).toString('base64url')],
  ['of another form', Buffer.concat([Buffer.from([6]), POINT.subarray(1)]).toString('base64url')],
  ['zero', Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]).toString('base64url')],
  [
    'past the prime',
    Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 255)]).toString('base64url'),
  ],
])('a key that is %s is refused', (_name, p256dh) => {
  expect(fieldOf({ p256dh })).toBe('p256dh')
})

test.each(['', 'AAAA', AUTH.slice(0, -2), `${AUTH}AA`, '*'.repeat(22), AUTH.slice(0, -1)])(
  'the secret %j is refused',
  (auth) => {
    expect(fieldOf({ auth })).toBe('auth')
  },
)
