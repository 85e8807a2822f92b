import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { at } from '../../conformance/read-answer.ts'
import { drawBelow } from '../random.ts'
import type { Client, Outcome, Person } from './client.ts'
import type { WireRequest } from './world.ts'

/** An authenticator, written from docs/device-protocol.md alone. */
export interface Device {
  readonly id: number
  readonly key: KeyObject
  readonly owner: Person
}

interface KeyPair {
  readonly privateKey: KeyObject
  readonly jwk: Readonly<Record<string, unknown>>
}

function newKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  return { privateKey, jwk: { kty, crv, x, y } }
}

/** A compact JWS with ES256 (RFC 7515 §3.1, RFC 7518 §3.4). */
function signJws(key: KeyObject, header: object, payload: unknown): string {
  const signed = `${encode({ alg: 'ES256', ...header })}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signedRequest(
  client: Client,
  { key, ...who }: { readonly key: KeyObject; readonly kid?: string; readonly jwk?: object },
  line: string,
  nonce: string,
  body?: object,
): WireRequest {
  const [method = 'GET', path = ''] = line.split(' ')
  const content = body === undefined ? '' : JSON.stringify(body)
  const jws = signJws(
    key,
    { typ: 'countersign-request+jwt', ...who },
    {
      method,
      path,
      body: createHash('sha256').update(content).digest('base64url'),
      time: client.world.now(),
      nonce,
    },
  )
  return {
    // Lines are written in this file.
    method: method as 'GET' | 'POST',
    path,
    headers: {
      authorization: `Device ${jws}`,
      // Registrations are limited by address, and these people do not share one.
      'x-forwarded-for': [10, 1, 2, 3].map(() => drawBelow(client.random, 200)).join('.'),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : content,
  }
}

export function newNonce({ random }: Pick<Client, 'random'>): string {
  return Array.from({ length: 24 }, () => drawBelow(random, 36).toString(36)).join('')
}

/** Registers a person's authenticator by the code that comes to their phone; undefined where none comes. */
export async function registerDevice(client: Client, owner: Person): Promise<Device | undefined> {
  const signing = newKeyPair()
  const agreement = newKeyPair()
  const who = { key: signing.privateKey, jwk: signing.jwk }
  const { phone } = owner
  const op = { kind: 'prepare', what: 'a registration', phone } as const
  const begun = await client.insist(() =>
    client.call(
      op,
      signedRequest(client, who, 'POST /device/v1/registrations', newNonce(client), {
        phone,
        via: 'sms',
        name: 'Phone',
        system: 'android',
        version: '1.0.0',
        signingKey: signing.jwk,
        agreementKey: agreement.jwk,
      }),
    ),
  )
  const registration = at(begun.body, 'registration', 'id')
  if (typeof registration !== 'string') return undefined
  const line = `POST /device/v1/registrations/${registration}/complete`
  const typed = new Set<string>()
  // Where the answer to a beginning was lost there are two registrations with a code each, and nothing
  // tells their owner which is which.
  for (;;) {
    const message = await client.world.inbox.find(phone, 'Countersign', { butNot: typed })
    if (message === undefined) return undefined
    typed.add(message.id)
    const done = await client.insist(() =>
      client.call(op, signedRequest(client, who, line, newNonce(client), { code: message.token })),
    )
    const id = at(done.body, 'device', 'id')
    if (typeof id === 'number') return { id, key: signing.privateKey, owner }
    if (done.code !== 'wrong-code') return undefined
  }
}

/** The device fetches a request, as it is shown to its owner. */
export async function show(
  client: Client,
  device: Device,
  uuid: string,
  nonce = newNonce(client),
): Promise<Outcome> {
  const who = { key: device.key, kid: String(device.id) }
  return await client.call(
    { kind: 'show', device: device.id, uuid, nonce },
    signedRequest(client, who, `GET /device/v1/approvals/${uuid}`, nonce),
  )
}

/** Signs what was shown, with an answer. */
export async function answer(
  client: Client,
  device: Device,
  shown: unknown,
  chosen: 'approved' | 'denied',
  nonce = newNonce(client),
): Promise<Outcome> {
  const approval = (name: string) => at(shown, 'approval', name)
  const uuid = String(approval('uuid'))
  const kid = String(device.id)
  const statement = signJws(
    device.key,
    { typ: 'countersign-approval+jwt', kid },
    {
      uuid,
      app: approval('app'),
      message: approval('message'),
      details: approval('details'),
      requestedAt: approval('requestedAt'),
      requestedFrom: approval('requestedFrom'),
      answer: chosen,
      number: null,
      notMe: false,
      answeredAt: client.world.now(),
    },
  )
  const line = `POST /device/v1/approvals/${uuid}/answer`
  return await client.call(
    { kind: 'answer', device: device.id, uuid, answer: chosen, nonce },
    signedRequest(client, { key: device.key, kid }, line, nonce, { statement }),
  )
}
