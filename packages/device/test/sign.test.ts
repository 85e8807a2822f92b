import { createHash } from 'node:crypto'
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { createKeys } from '../src/keys.ts'
import {
  approvalStatement,
  authorize,
  registrationStatement,
  signApproval,
  signRegistration,
} from '../src/sign.ts'
import { APPROVAL, REQUEST } from './bodies.ts'
import { registeredDevice, START, verified } from './device-under-test.ts'

const keys = await createKeys(false)
const { privateKey, publicJwk } = keys.signing
const asDevice = { privateKey, deviceId: 1_234_567 }

describe('a signed request', () => {
  const baseline = {
    method: 'POST',
    path: '/device/v1/approvals?status=pending',
    body: '{"a":"ä"}',
    time: START,
    random: (bytes: number) => new Uint8Array(bytes).fill(7),
  }

  it('has the header and the claims of the protocol, in its order', async () => {
    const { header, claims } = await verified(await authorize(asDevice, baseline), publicJwk)
    expect(header).toEqual({ alg: 'ES256', typ: 'countersign-request+jwt', kid: '1234567' })
    expect(Object.entries(claims)).toEqual([
      ['method', 'POST'],
      ['path', '/device/v1/approvals?status=pending'],
      ['body', createHash('sha256').update('{"a":"ä"}').digest('base64url')],
      ['time', START],
      ['nonce', Buffer.alloc(16, 7).toString('base64url')],
    ])
  })

  it('carries the public key, and of it no more than the protocol names, while there is no id', async () => {
    const authorization = await authorize({ privateKey, jwk: publicJwk }, baseline)
    const { header } = await verified(authorization, publicJwk)
    expect(header).toEqual({ alg: 'ES256', typ: 'countersign-request+jwt', jwk: publicJwk })
    expect(Object.keys(publicJwk).sort()).toEqual(['crv', 'kty', 'x', 'y'])
  })

  it('hashes no bytes where there is no body', async () => {
    const { claims } = await verified(
      await authorize(asDevice, { ...baseline, body: undefined }),
      publicJwk,
    )
    // FIPS 180-4: SHA-256 of the empty message.
    expect(claims['body']).toBe(
      Buffer.from(
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'hex',
      ).toString('base64url'),
    )
  })

  it('says exactly the path and the body that are sent, each time with another nonce', async () => {
    const { device, service, store } = await registeredDevice({
      'GET /device/v1/approvals': { body: { approvals: [] } },
      'PATCH /device/v1/device': (heard) => ({
        body: {
          device: { ...JSON.parse(heard.body), ...DEVICE_REST },
          phone: '+1 XXX-XXX-XX02',
          hasPush: false,
        },
      }),
    })
    await device.approvals({ status: 'past', before: 'a b&c', limit: 20 })
    await device.rename('Zoë’s phone')
    const stored = await store.load()
    const nonces = new Set<unknown>()
    for (const { method, url, body, headers } of service.heard) {
      const { claims } = await verified(headers.authorization, stored?.keys.signing.publicJwk ?? {})
      expect(claims).toMatchObject({
        method,
        path: url,
        body: createHash('sha256').update(body).digest('base64url'),
        time: START,
      })
      nonces.add(claims['nonce'])
    }
    expect(service.heard.map(({ url }) => url)).toEqual([
      '/device/v1/approvals?status=past&before=a+b%26c&limit=20',
      '/device/v1/device',
    ])
    expect(nonces.size).toBe(2)
  })
})

const DEVICE_REST = {
  id: 1_234_567,
  system: 'android',
  version: '1.0.0',
  registeredAt: START,
  registeredVia: 'sms',
  lastSeenAt: START,
  isThis: true,
}

describe('an answer to an approval', () => {
  it('is signed over what was shown and what was answered, in the order of the protocol', async () => {
    const answer = { answer: 'approved', number: '42', notMe: false } as const
    const statement = approvalStatement(APPROVAL, answer, START + 5_000)
    const jws = await signApproval(asDevice, statement)
    const { payload } = await compactVerify(jws, await importJWK({ ...publicJwk }, 'ES256'))
    expect(decodeProtectedHeader(jws)).toEqual({
      alg: 'ES256',
      typ: 'countersign-approval+jwt',
      kid: '1234567',
    })
    expect(new TextDecoder().decode(payload)).toBe(
      '{"uuid":"018bcfe5-6800-7000-8000-000000000001","app":{"id":1,"name":"Acme"},' +
        '"message":"Login requested","details":[["Location","San Francisco"],["Browser","Firefox"]],' +
        '"requestedAt":1700000000000,"requestedFrom":"203.0.113.7","answer":"approved",' +
        '"number":"42","notMe":false,"answeredAt":1700000005000}',
    )
  })
})

describe('an answer to a further device', () => {
  it('has the form of the protocol', async () => {
    const jws = await signRegistration(
      asDevice,
      registrationStatement(REQUEST, 'denied', null, START),
    )
    const { payload } = await compactVerify(jws, await importJWK({ ...publicJwk }, 'ES256'))
    expect(decodeProtectedHeader(jws)).toEqual({
      alg: 'ES256',
      typ: 'countersign-registration+jwt',
      kid: '1234567',
    })
    expect(new TextDecoder().decode(payload)).toBe(
      '{"id":"7c2d","name":"Ana\'s tablet","system":"ios","answer":"denied","number":null,' +
        '"answeredAt":1700000000000}',
    )
  })
})

describe('the keys', () => {
  it('cannot be exported, unless the store can keep them in no other way', async () => {
    for (const { privateKey: each } of [keys.signing, keys.agreement]) {
      expect(each.extractable).toBe(false)
      await expect(crypto.subtle.exportKey('jwk', each)).rejects.toThrow(/extractable/)
    }
    expect((await createKeys(true)).signing.privateKey.extractable).toBe(true)
  })
})
