import { createHash } from 'node:crypto'
import { decodeBase32, totp } from '@countersign/otp'
import {
  APPROVAL_TYPE,
  type ApprovalBody,
  REGISTRATION_TYPE,
  REQUEST_TYPE,
  type TokenSecrets,
} from '@countersign/wire'
import { compactDecrypt, CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { CallAnswer } from '../call.ts'
import type { TestNode, TestServer } from '../test-server.ts'
import { newestToken, PHONE } from './person.ts'

/** A device as docs/device-protocol.md describes one, written from that page and nothing of the SDK. */
export interface TestDevice {
  readonly id: () => number
  readonly call: (line: string, body?: unknown, change?: SignatureChange) => Promise<CallAnswer>
  readonly sign: (type: string, payload: unknown, kid?: string) => Promise<string>
  readonly open: (jwe: string) => Promise<TokenSecrets>
  readonly jwk: JWK
  readonly agreementJwk: JWK
  readonly adopt: (id: number) => void
}

/** What a test changes of a signature that would be right. */
export interface SignatureChange {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly node?: TestNode
}

export async function newDevice(server: TestServer): Promise<TestDevice> {
  const signing = await generateKeyPair('ES256')
  const agreement = await generateKeyPair('ECDH-ES', { crv: 'P-256' })
  const jwk = publicMembers(await exportJWK(signing.publicKey))
  const agreementJwk = publicMembers(await exportJWK(agreement.publicKey))
  let id: number | undefined
  const sign = (type: string, payload: unknown, kid = String(id)) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', typ: type, kid })
      .sign(signing.privateKey)
  return {
    id: () => id ?? 0,
    jwk,
    agreementJwk,
    sign,
    adopt: (given) => {
      id = given
    },
    async open(jwe) {
      const { plaintext } = await compactDecrypt(jwe, agreement.privateKey)
      return JSON.parse(new TextDecoder().decode(plaintext)) as TokenSecrets
    },
    async call(line, body, change = {}) {
      const [method = 'GET', path = ''] = line.split(' ')
      const url = `/device/v1${path}`
      const payload = body === undefined ? undefined : JSON.stringify(body)
      const claims = {
        method,
        path: url,
        body: createHash('sha256')
          .update(payload ?? '')
          .digest('base64url'),
        time: server.clock.now(),
        nonce: Buffer.from(server.deps.random(16)).toString('base64url'),
        ...change.claims,
      }
      const who = id === undefined ? { jwk } : { kid: String(id) }
      const jws = await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'ES256', typ: REQUEST_TYPE, ...who, ...change.header })
        .sign(signing.privateKey)
      const response = await (change.node ?? server).app.inject({
        method: method as 'GET',
        url,
        headers: {
          authorization: `Device ${jws}`,
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(payload === undefined ? {} : { payload }),
      })
      const { statusCode: status, headers, body: text } = response
      return { status, headers, text, body: text.startsWith('{') ? response.json() : undefined }
    },
  }
}

/** The registration of a device that nobody has doubts about: each test changes what it is about. */
export function registrationOf(device: TestDevice, change: Readonly<Record<string, unknown>> = {}) {
  return {
    phone: PHONE,
    via: 'sms',
    name: 'Phone',
    system: 'android',
    version: '1.0.0',
    signingKey: device.jwk,
    agreementKey: device.agreementJwk,
    ...change,
  }
}

/** A device of a person, registered with the code from the outbox. */
export async function registerDevice(
  server: TestServer,
  change: Readonly<Record<string, string>> = {},
): Promise<TestDevice> {
  const device = await newDevice(server)
  const begun = await device.call('POST /registrations', registrationOf(device, change))
  if (begun.status !== 201) throw new Error(`The registration did not begin: ${begun.text}`)
  const { id } = begun.body.registration
  const code = await newestToken(server, change['phone'] ?? PHONE)
  const done = await device.call(`POST /registrations/${id}/complete`, { code })
  if (done.status !== 200) throw new Error(`The registration was not completed: ${done.text}`)
  device.adopt(done.body.device.id)
  return device
}

/** The answer that a device signs, from what it was shown. */
export function statementOf(
  approval: ApprovalBody,
  answer: 'approved' | 'denied',
  now: number,
  change: Readonly<Record<string, unknown>> = {},
) {
  const { uuid, app, message, details, requestedAt, requestedFrom } = approval
  const shown = { uuid, app, message, details, requestedAt, requestedFrom }
  return { ...shown, answer, number: null, notMe: false, answeredAt: now, ...change }
}

/** Reads a request on the device and answers it. */
export async function respond(
  server: TestServer,
  device: TestDevice,
  uuid: string,
  answer: 'approved' | 'denied',
  change: Readonly<Record<string, unknown>> = {},
): Promise<CallAnswer> {
  const read = await device.call(`GET /approvals/${uuid}`)
  if (read.status !== 200) return read
  const statement = await device.sign(
    APPROVAL_TYPE,
    statementOf(read.body.approval, answer, server.clock.now(), change),
  )
  return await device.call(`POST /approvals/${uuid}/answer`, { statement })
}

export async function signRegistration(device: TestDevice, payload: unknown): Promise<string> {
  return await device.sign(REGISTRATION_TYPE, payload)
}

/** The soft token that a device shows for an app. */
export async function softToken(
  server: TestServer,
  device: TestDevice,
  appId: number,
): Promise<string> {
  const listed = await device.call('GET /apps')
  const { tokens } = await device.open(listed.body.tokens)
  const secret = tokens.find((token) => token.appId === appId)
  const bytes = decodeBase32(secret?.secret ?? '')
  if (secret === undefined || bytes === undefined) throw new Error('The app has no token.')
  return totp(bytes, server.clock.now(), { digits: 7, periodSeconds: secret.periodSeconds })
}

function publicMembers({ kty, crv, x, y }: JWK): JWK {
  return { kty, crv, x, y } as JWK
}
