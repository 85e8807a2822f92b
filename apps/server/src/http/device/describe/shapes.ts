import { type ApprovalBody, type DeviceBody, DEVICE_SYSTEMS } from '@countersign/wire'
import { Type } from 'typebox'
import { meaning, named, nullable } from '../../reference/description.ts'

/** Shapes and examples that several operations share. */

export const EXAMPLE_MS = 1_700_000_000_000

const TIME = Type.Integer({ description: 'Milliseconds since 1970.' })
export const MILLISECONDS = TIME
const VIA = Type.Enum(['sms', 'call', 'device'])

export const UUID_PART = Type.String(meaning('Its uuid.', '018bcfe5-6800-7000-8000-000000000001'))

export const NOTHING = named('Nothing', Type.Object({}))

export const DEVICE = named(
  'Device',
  Type.Object({
    id: Type.Integer(),
    name: Type.String(),
    system: Type.Enum([...DEVICE_SYSTEMS]),
    version: Type.String(),
    registeredAt: TIME,
    registeredVia: VIA,
    lastSeenAt: TIME,
    isThis: Type.Boolean({ description: 'It is the device that asks.' }),
  }),
)

export const EXAMPLE_DEVICE: DeviceBody = {
  id: 1_234_567,
  name: 'Phone of Ana',
  system: 'android',
  version: '1.0.0',
  registeredAt: EXAMPLE_MS,
  registeredVia: 'sms',
  lastSeenAt: EXAMPLE_MS,
  isThis: true,
}

export const REGISTRATION = named(
  'Registration',
  Type.Object({
    id: Type.String(),
    via: VIA,
    status: Type.Enum(['pending', 'complete', 'refused', 'expired']),
    codeDigits: Type.Integer(),
    number: nullable(Type.String(), 'Two digits to show, where another device is asked.'),
    resendAt: TIME,
    expiresAt: TIME,
    device: Type.Optional(DEVICE),
  }),
)

export const APPROVAL = named(
  'Approval',
  Type.Object({
    uuid: Type.String(),
    app: Type.Object({ id: Type.Integer(), name: Type.String() }),
    message: Type.String(),
    details: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 }), {
      description: 'Names and values, in the order of the application.',
    }),
    logos: Type.Array(Type.Object({ res: Type.String(), url: Type.String() })),
    requestedAt: TIME,
    requestedFrom: nullable(Type.String(), 'The address that the application named.'),
    expiresAt: nullable(Type.Integer(), 'Milliseconds since 1970; null never expires.'),
    needsNumber: Type.Boolean({ description: 'Approve needs the two digits of the login page.' }),
    status: Type.Enum(['pending', 'approved', 'denied', 'expired']),
    answeredAt: nullable(Type.Integer()),
    answeredBy: nullable(Type.Object({ id: Type.Integer(), name: Type.String() })),
    notMe: Type.Boolean({ description: 'The person said “this was not me”.' }),
  }),
)

export const EXAMPLE_APPROVAL: ApprovalBody = {
  uuid: '018bcfe5-6800-7000-8000-000000000001',
  app: { id: 1, name: 'Acme' },
  message: 'Login requested',
  details: [
    ['Location', 'Berlin'],
    ['Browser', 'Firefox'],
  ],
  logos: [],
  requestedAt: EXAMPLE_MS,
  requestedFrom: '203.0.113.7',
  expiresAt: EXAMPLE_MS + 300_000,
  needsNumber: false,
  status: 'pending',
  answeredAt: null,
  answeredBy: null,
  notMe: false,
}

/** A compact JWS, as long as an example needs to be. */
export const EXAMPLE_JWS = 'eyJhbGciOiJFUzI1NiJ9.eyJ1dWlkIjoiMDE4YmNmZTUifQ.c2lnbmF0dXJl'
