import { Type } from 'typebox'
import { type DeviceDescription, meaning, named, nullable } from '../../reference/description.ts'
import { NOTHING } from './shapes.ts'

export const listAppsDescription: DeviceDescription = {
  operationId: 'listApps',
  tag: 'Devices',
  summary: 'List the applications of the person',
  text: 'With the secrets of their tokens, encrypted to the agreement key of this device (ECDH-ES, A256GCM).',
  answer: named(
    'Apps',
    Type.Object({
      apps: Type.Array(
        Type.Object({
          id: Type.Integer(),
          name: Type.String(),
          logoUrl: nullable(Type.String()),
          hasToken: Type.Boolean(),
          pushesPausedAt: nullable(Type.Integer()),
        }),
      ),
      tokens: nullable(Type.String(), 'A compact JWE; null where no application syncs tokens.'),
    }),
  ),
  answers: {
    apps: {
      apps: [{ id: 1, name: 'Acme', logoUrl: null, hasToken: true, pushesPausedAt: null }],
      tokens: 'eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSJ9..aXY.c2VhbGVk.dGFn',
    },
  },
  failures: { 'not-found': 'The device is gone.' },
}

export const resumePushesDescription: DeviceDescription = {
  operationId: 'resumePushes',
  tag: 'Devices',
  summary: 'Resume the approval requests of an application',
  text: 'Ends the pause that began when the person said “this was not me”.',
  path: { id: Type.Integer(meaning('The id of the application.', 1)) },
  answer: NOTHING,
  answers: { resumed: {} },
  failures: { 'not-found': 'The person has no such application.' },
}
