import { Type } from 'typebox'
import { type DeviceDescription, meaning, named, nullable } from '../../reference/description.ts'
import {
  DEVICE,
  EXAMPLE_DEVICE,
  EXAMPLE_JWS,
  EXAMPLE_MS,
  MILLISECONDS,
  NOTHING,
  UUID_PART,
} from './shapes.ts'

const OWN = named(
  'OwnDevice',
  Type.Object({
    device: DEVICE,
    phone: Type.String({ description: 'Masked.' }),
    hasPush: Type.Boolean(),
  }),
)
const EXAMPLE_OWN = { device: EXAMPLE_DEVICE, phone: '+1-XXX-XXX-XX02', hasPush: true }

export const readOwnDescription: DeviceDescription = {
  operationId: 'getOwnDevice',
  tag: 'Devices',
  summary: 'Get this device',
  text: 'The device that asks, and what it needs to know of its person.',
  answer: OWN,
  answers: { own: EXAMPLE_OWN },
  failures: { 'not-found': 'It is gone.' },
}

export const changeDeviceDescription: DeviceDescription = {
  operationId: 'changeOwnDevice',
  tag: 'Devices',
  summary: 'Change the name or the version of this device',
  text: 'Either, or both. The name is what the person sees on their other devices.',
  example: { name: 'Old phone of Ana' },
  answer: OWN,
  answers: { own: { ...EXAMPLE_OWN, device: { ...EXAMPLE_DEVICE, name: 'Old phone of Ana' } } },
  failures: { 'not-found': 'It is gone.' },
}

export const listDevicesDescription: DeviceDescription = {
  operationId: 'listDevices',
  tag: 'Devices',
  summary: 'List the devices of the person',
  text: 'This one first.',
  answer: named('Devices', Type.Object({ devices: Type.Array(DEVICE) })),
  answers: { devices: { devices: [EXAMPLE_DEVICE] } },
}

export const revokeDeviceDescription: DeviceDescription = {
  operationId: 'revokeDevice',
  tag: 'Devices',
  summary: 'Remove a device',
  text: 'At once, with its tokens and its push subscription. A device that removes itself signs out.',
  path: { id: Type.Integer(meaning('The id of the device.', EXAMPLE_DEVICE.id)) },
  answer: NOTHING,
  answers: { removed: {} },
  failures: { 'not-found': 'The person has no such device.' },
}

export const listRegistrationRequestsDescription: DeviceDescription = {
  operationId: 'listRegistrationRequests',
  tag: 'Devices',
  summary: 'List the devices that ask to be let in',
  text: 'Registrations of the same person that this device may answer.',
  answer: named(
    'RegistrationRequests',
    Type.Object({
      requests: Type.Array(
        Type.Object({
          id: Type.String(),
          name: Type.String(),
          system: Type.String(),
          requestedAt: MILLISECONDS,
          requestedFrom: nullable(Type.String()),
          expiresAt: MILLISECONDS,
        }),
      ),
    }),
  ),
  answers: {
    requests: {
      requests: [
        {
          id: '018bcfe5-6800-7000-8000-00000000000b',
          name: 'New phone',
          system: 'ios',
          requestedAt: EXAMPLE_MS,
          requestedFrom: '203.0.113.7',
          expiresAt: EXAMPLE_MS + 600_000,
        },
      ],
    },
  },
}

export const answerRegistrationDescription: DeviceDescription = {
  operationId: 'answerRegistrationRequest',
  tag: 'Devices',
  summary: 'Let a device in, or refuse it',
  text: 'The statement is a compact JWS (`countersign-registration+jwt`) over `id`, `name`, `system`, `answer` (approved or denied), `number` and `answeredAt`. Approving needs the number that the new device shows.',
  path: { id: UUID_PART },
  example: { statement: EXAMPLE_JWS },
  answer: NOTHING,
  answers: { answered: {} },
  failures: {
    altered: 'What was signed is not what was asked; `field` names the difference.',
    'not-found': 'There is no such request.',
    'not-pending': 'It is complete.',
    expired: 'Its ten minutes are over.',
    refused: 'It was refused.',
    'wrong-number': 'The number is wrong; `triesLeft` says how often more.',
    'too-many': 'The person has as many devices as they may.',
  },
}

export const setPushDescription: DeviceDescription = {
  operationId: 'setPushSubscription',
  tag: 'Devices',
  summary: 'Set the push subscription',
  text: 'A PushSubscription as browsers give it (Web Push). A closed authenticator is woken by it.',
  example: {
    endpoint: 'https://push.example.com/send/abc',
    keys: {
      p256dh:
        'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
  },
  answer: NOTHING,
  answers: { set: {} },
}

export const removePushDescription: DeviceDescription = {
  operationId: 'removePushSubscription',
  tag: 'Devices',
  summary: 'Remove the push subscription',
  text: 'The device is woken no more.',
  answer: NOTHING,
  answers: { removed: {} },
}
