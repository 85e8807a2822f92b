import { encodeBase32, verifyTotp } from '@countersign/otp'
import { CompactEncrypt, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { openDevice } from '@countersign/device'
import { tokensAt } from '../src/tokens.ts'
import { APP } from './bodies.ts'
import { registeredDevice, START } from './device-under-test.ts'

/** RFC 6238 appendix B: the SHA-1 secret, and seconds with the token of eight digits. */
const BYTES = Uint8Array.from('12345678901234567890', (character) => character.charCodeAt(0))
const SECRET = { appId: 1, secret: encodeBase32(BYTES), digits: 8, periodSeconds: 30 }
const APPENDIX_B = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const

describe('tokensAt', () => {
  it.each(APPENDIX_B)('gives RFC 6238 appendix B at %d', (seconds, token) => {
    const [shown] = tokensAt([APP], [SECRET], seconds * 1000)
    expect(shown).toMatchObject({ appId: 1, appName: 'Acme', logoUrl: null, token })
  })

  it('says from when until when it is the token, and which one follows', () => {
    const [first] = tokensAt([APP], [SECRET], 1_111_111_109_000)
    expect(first).toMatchObject({
      next: '14050471',
      validFrom: 1_111_111_080_000,
      validUntil: 1_111_111_110_000,
      periodSeconds: 30,
    })
    const [last] = tokensAt([APP], [SECRET], 1_111_111_109_999)
    expect(last?.token).toBe('07081804')
    const [next] = tokensAt([APP], [SECRET], 1_111_111_110_000)
    expect(next?.token).toBe('14050471')
  })

  it.each([
    ['of seven digits', { digits: 7 }],
    ['of six digits', { digits: 6 }],
    ['of ten seconds', { periodSeconds: 10 }],
  ])('makes tokens %s', (_, change) => {
    const secret = { ...SECRET, ...change }
    const [shown] = tokensAt([APP], [secret], START)
    const { periodSeconds } = secret
    expect(shown?.token).toHaveLength(secret.digits)
    const digits = secret.digits === 6 ? 6 : secret.digits === 7 ? 7 : 8
    const input = { secret: BYTES, digits, periodSeconds, window: 0 } as const
    expect(verifyTotp({ ...input, token: shown?.token ?? '', now: START })).toBeDefined()
    const later = START + periodSeconds * 1000
    expect(verifyTotp({ ...input, token: shown?.next ?? '', now: later })).toBeDefined()
  })

  it.each([
    ['without a secret', { appId: 2 }],
    ['with a secret that is no base32', { secret: '1!' }],
    ['with an empty secret', { secret: '' }],
    ['with digits that no token has', { digits: 9 }],
    ['with steps of no length', { periodSeconds: 0 }],
  ])('has none for an app %s, and all of the others', (_, change) => {
    const apps = [APP, { ...APP, id: 3, name: 'Other' }]
    const secrets = [
      { ...SECRET, ...change },
      { ...SECRET, appId: 3 },
    ]
    expect(tokensAt(apps, secrets, 59_000).map(({ appName, token }) => [appName, token])).toEqual([
      ['Other', '94287082'],
    ])
  })
})

describe('a device', () => {
  it('shows tokens by the clock of the service, without a network too, from a store that does not hold the secret', async () => {
    const { device, service, store, options, clock } = await registeredDevice({
      'GET /device/v1/about': () => ({
        body: { service: 'Countersign', time: 1_111_111_109_000, vapidPublicKey: 'B' },
      }),
      'GET /device/v1/apps': () => ({ body: { apps: [APP], tokens: sealed } }),
    })
    const stored = await store.load()
    const sealed = await new CompactEncrypt(
      new TextEncoder().encode(JSON.stringify({ tokens: [SECRET] })),
    )
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .encrypt(await importJWK({ ...stored?.keys.agreement.publicJwk }, 'ECDH-ES'))
    expect(device.tokens()).toEqual([])
    expect(await device.syncApps()).toEqual([APP])
    expect(device.tokens()).toMatchObject([{ token: '07081804' }])

    const asked = service.heard.length
    const opened = await openDevice(options)
    clock.now += 2_000
    expect(opened.serverNow()).toBe(1_111_111_111_000)
    expect(opened.tokens()).toMatchObject([{ token: '14050471' }])
    expect(opened.apps()).toEqual([APP])
    expect(service.heard).toHaveLength(asked)
    expect(JSON.stringify(await store.load())).not.toContain(SECRET.secret)
  })

  it('keeps what it had when the tokens that come do not open', async () => {
    const { device } = await registeredDevice({
      'GET /device/v1/about': { body: { service: 'C', time: START, vapidPublicKey: 'B' } },
      'GET /device/v1/apps': { body: { apps: [APP], tokens: 'a.b.c.d.e' } },
    })
    await expect(device.syncApps()).rejects.toMatchObject({ code: 'bad-answer' })
    expect(device.apps()).toEqual([])
  })
})
