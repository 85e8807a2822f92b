import type { NewRegistrationBody, RegistrationBody } from '@countersign/wire'
import { Type } from 'typebox'
import { type DeviceDescription, meaning, named } from '../../reference/description.ts'
import { LONGEST_WAIT_SECONDS } from '../route.ts'
import { DEVICE, EXAMPLE_DEVICE, EXAMPLE_MS, REGISTRATION } from './shapes.ts'

const EXAMPLE_ID = '018bcfe5-6800-7000-8000-00000000000b'
const PATH = { id: Type.String(meaning('The id of the registration.', EXAMPLE_ID)) }

const EXAMPLE_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
} as const

const EXAMPLE: NewRegistrationBody = {
  phone: '+13173389302',
  via: 'sms',
  locale: 'en',
  name: 'Phone of Ana',
  system: 'android',
  version: '1.0.0',
  signingKey: EXAMPLE_KEY,
  agreementKey: EXAMPLE_KEY,
}

const PENDING: RegistrationBody = {
  id: EXAMPLE_ID,
  via: 'sms',
  status: 'pending',
  codeDigits: 6,
  number: null,
  resendAt: EXAMPLE_MS + 30_000,
  expiresAt: EXAMPLE_MS + 600_000,
}

const ANSWER = named('RegistrationAnswer', Type.Object({ registration: REGISTRATION }))

const OVER = {
  'not-pending': 'It is complete.',
  expired: 'Its ten minutes are over.',
  refused: 'The person refused it on another device.',
} as const

const NOT_FOUND = { 'not-found': 'This key has no such registration.' } as const
const TOO_MANY = { 'too-many': 'Too many in too short a time, or too many devices.' } as const

export const startRegistrationDescription: DeviceDescription = {
  operationId: 'startDeviceRegistration',
  tag: 'Device registration',
  summary: 'Register a device',
  text: 'The person names their phone number, and proves that it is theirs by a code, or by approving on a device that they have. The answer is the same for a number that has no device.',
  example: EXAMPLE,
  status: 201,
  answer: ANSWER,
  answers: { pending: { registration: PENDING } },
  failures: TOO_MANY,
}

export const sendRegistrationDescription: DeviceDescription = {
  operationId: 'sendDeviceRegistration',
  tag: 'Device registration',
  summary: 'Send the code again, or another way',
  text: 'Possible from `resendAt` on.',
  path: PATH,
  example: { via: 'call' },
  answer: ANSWER,
  answers: { pending: { registration: { ...PENDING, via: 'call' } } },
  failures: { ...NOT_FOUND, ...OVER, ...TOO_MANY },
}

export const completeRegistrationDescription: DeviceDescription = {
  operationId: 'completeDeviceRegistration',
  tag: 'Device registration',
  summary: 'Complete a registration with the code',
  text: 'From here on the device signs with its id (`kid`) in place of its key (`jwk`). The other devices of the person are told.',
  path: PATH,
  example: { code: '123456' },
  answer: named('RegisteredDevice', Type.Object({ device: DEVICE })),
  answers: { complete: { device: EXAMPLE_DEVICE } },
  failures: {
    ...NOT_FOUND,
    ...OVER,
    'wrong-code': 'The code is wrong; `triesLeft` says how often more.',
    ...TOO_MANY,
  },
}

export const readRegistrationDescription: DeviceDescription = {
  operationId: 'getDeviceRegistration',
  tag: 'Device registration',
  summary: 'Get a registration',
  text: 'For a device that waits for another one to let it in: `device` is there once `status` is complete.',
  path: PATH,
  query: Type.Object({
    wait: Type.Optional(
      Type.Integer({
        default: 0,
        ...meaning(
          `Seconds to wait while it is pending; more than ${LONGEST_WAIT_SECONDS} is taken for ${LONGEST_WAIT_SECONDS}.`,
          25,
        ),
      }),
    ),
  }),
  answer: ANSWER,
  answers: {
    pending: { registration: PENDING },
    complete: { registration: { ...PENDING, status: 'complete', device: EXAMPLE_DEVICE } },
  },
  failures: NOT_FOUND,
}
