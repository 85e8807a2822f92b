import { Type } from 'typebox'
import { type DeviceDescription, meaning, named } from '../../reference/description.ts'
import { EXAMPLE_MS, MILLISECONDS } from './shapes.ts'

/** The two routes that register-routes.ts answers itself. */

export const aboutDescription: DeviceDescription = {
  operationId: 'getAbout',
  tag: 'Device registration',
  summary: 'Get what a device has to know of the service',
  text: 'Unsigned. The time is for a device whose clock is off.',
  answer: named(
    'About',
    Type.Object({
      service: Type.String(),
      time: MILLISECONDS,
      vapidPublicKey: Type.String({ description: 'The `applicationServerKey` of Web Push.' }),
    }),
  ),
  answers: {
    about: {
      service: 'Countersign',
      time: EXAMPLE_MS,
      vapidPublicKey:
        'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    },
  },
}

export const eventsDescription: DeviceDescription = {
  operationId: 'streamEvents',
  tag: 'Devices',
  summary: 'Follow live updates',
  text: 'A stream of server-sent events that stays open: `hello` first, then `approval-requested`, `approval-answered`, `token-wanted`, `apps-changed`, `devices-changed`, `device-revoked`, `registration-requested`, `registration-answered`, and `reset` where earlier ones are no longer kept. The header `Last-Event-ID` goes on after an event.',
  answer: Type.String(
    meaning('text/event-stream', 'id: 7\nevent: hello\ndata: {"time":1700000000000}\n\n'),
  ),
  answers: { hello: 'id: 7\nevent: hello\ndata: {"time":1700000000000}\n\n' },
}
