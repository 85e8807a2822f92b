import { DEVICE_SYSTEMS, type NewRegistrationBody } from '@countersign/wire'
import { Type } from 'typebox'
import { completeRegistration } from '../../actions/devices/complete-registration.ts'
import { readRegistration } from '../../actions/devices/read-registration.ts'
import {
  type RegistrationSent,
  sendRegistration,
  startRegistration,
  type Via,
} from '../../actions/devices/start-registration.ts'
import type { KeyHolder } from './authenticate.ts'
import { deviceBody, registrationBody } from './bodies.ts'
import {
  completeRegistrationDescription,
  readRegistrationDescription,
  sendRegistrationDescription,
  startRegistrationDescription,
} from './describe/registrations.ts'
import { canonicalKey, importPublicKey } from './public-key.ts'
import {
  answer,
  type DeviceAnswer,
  type DeviceRequest,
  refuse,
  type RegistrationRoute,
  schema,
  uuidPart,
  waitMs,
} from './route.ts'
import { deviceName, deviceVersion } from './device-name.ts'

const VIA = Type.Enum(['sms', 'call', 'device'], {
  description: 'How the person proves that the number is theirs; `device` asks one that they have.',
})
const KEY = Type.Object({
  kty: Type.Literal('EC'),
  crv: Type.Literal('P-256'),
  x: Type.String({ maxLength: 43 }),
  y: Type.String({ maxLength: 43 }),
})

export const REGISTRATION_ROUTES: readonly RegistrationRoute[] = [
  {
    method: 'POST',
    path: '/registrations',
    body: schema(
      Type.Object({
        phone: Type.String({
          pattern: '^\\+[0-9]{5,15}$',
          description: 'A plus, the country code and the number.',
        }),
        via: VIA,
        locale: Type.Optional(
          Type.String({ maxLength: 35, description: 'Language of the message with the code.' }),
        ),
        name: deviceName,
        system: Type.Enum([...DEVICE_SYSTEMS], { description: 'What it runs on.' }),
        version: deviceVersion,
        signingKey: { ...KEY, description: 'With which it signs, a JWK.' },
        agreementKey: { ...KEY, description: 'To which its tokens are encrypted, a JWK.' },
      }),
    ),
    act: start,
    description: startRegistrationDescription,
  },
  {
    method: 'POST',
    path: '/registrations/:id/send',
    body: schema(Type.Object({ via: VIA })),
    act: send,
    description: sendRegistrationDescription,
  },
  {
    method: 'POST',
    path: '/registrations/:id/complete',
    body: schema(
      Type.Object({
        code: Type.String({ pattern: '^[0-9]{4,10}$', description: 'What came to the phone.' }),
      }),
    ),
    act: complete,
    description: completeRegistrationDescription,
  },
  {
    method: 'GET',
    path: '/registrations/:id',
    body: undefined,
    act: read,
    description: readRegistrationDescription,
  },
]

async function start(
  { deps, body, ip }: DeviceRequest<unknown>,
  { publicKey }: KeyHolder,
): Promise<DeviceAnswer> {
  // The schema has checked every member.
  const asked = body as NewRegistrationBody
  const isOwnKey = canonicalKey(asked.signingKey) === publicKey
  if (!isOwnKey)
    return refuse({
      code: 'invalid',
      fields: { signingKey: 'is not the key that signed the request' },
    })
  const agreement = await importPublicKey(asked.agreementKey, 'ECDH-ES')
  if (agreement === undefined)
    return refuse({ code: 'invalid', fields: { agreementKey: 'is not a point of P-256' } })
  const { phone, via, locale, name, system, version } = asked
  const sent = await startRegistration(deps, {
    phone,
    via,
    locale,
    name,
    system,
    version,
    signingKey: publicKey,
    agreementKey: canonicalKey(agreement.jwk),
    ip,
  })
  return answerSent(sent, 201)
}

async function send(
  { deps, http, body, ip }: DeviceRequest<unknown>,
  { publicKey }: KeyHolder,
): Promise<DeviceAnswer> {
  const { via } = body as { readonly via: Via }
  const id = uuidPart(http, 'id')
  return answerSent(await sendRegistration(deps, { id, signingKey: publicKey, via, ip }), 200)
}

function answerSent(sent: RegistrationSent, status: number): DeviceAnswer {
  switch (sent.result) {
    case 'sent': {
      const { row, number } = sent
      const view = { row, status: 'pending' as const, number, device: undefined }
      return answer({ registration: registrationBody(view) }, status)
    }
    case 'phone-invalid':
      return refuse({ code: 'invalid', fields: { phone: 'is not a phone number' } })
    case 'channel-disabled':
      return refuse({ code: 'invalid', fields: { via: 'is not available here' } })
    case 'throttled':
      return refuse({ code: 'too-many', retryAt: sent.retryAt })
    case 'not-found':
      return refuse({ code: 'not-found' })
    case 'over':
      return refuse(over(sent.status))
  }
}

async function complete(
  { deps, http, body }: DeviceRequest<unknown>,
  { publicKey }: KeyHolder,
): Promise<DeviceAnswer> {
  const { code } = body as { readonly code: string }
  const id = uuidPart(http, 'id')
  const done = await completeRegistration(deps, { id, signingKey: publicKey, code })
  switch (done.result) {
    case 'complete':
      return answer({ device: deviceBody(done.device, done.device.id) })
    case 'not-found':
      return refuse({ code: 'not-found' })
    case 'over':
      return refuse(over(done.status))
    case 'wrong-code':
      return refuse({ code: 'wrong-code', triesLeft: done.triesLeft })
    case 'throttled':
      return refuse({ code: 'too-many', retryAt: done.retryAt })
    case 'too-many-devices':
      return refuse({ code: 'too-many' })
  }
}

async function read(
  { deps, http, whenClosed }: DeviceRequest<unknown>,
  { publicKey }: KeyHolder,
): Promise<DeviceAnswer> {
  const view = await readRegistration(deps, {
    id: uuidPart(http, 'id'),
    signingKey: publicKey,
    waitMs: waitMs(http),
    closed: whenClosed(),
  })
  if (view === undefined) return refuse({ code: 'not-found' })
  return answer({ registration: registrationBody(view) })
}

/** Why a registration takes nothing more. */
export function over(status: 'complete' | 'refused' | 'expired') {
  return status === 'complete'
    ? ({ code: 'not-pending', status } as const)
    : ({ code: status } as const)
}
