import { Type } from 'typebox'
import type { DeviceErrorCode } from '@countersign/wire'
import { aboutDescription, eventsDescription } from '../device/describe/service.ts'
import { deviceError } from '../device/failure.ts'
import { DEVICE_PREFIX, SIGNED_ROUTES } from '../device/register-routes.ts'
import { REGISTRATION_ROUTES } from '../device/registrations.ts'
import type { DeviceRoute } from '../device/route.ts'
import { type DeviceDescription, named } from './description.ts'
import type { NamedSchemas } from './named-schemas.ts'
import type { Method, Operation, PathItem } from './openapi-types.ts'
import { parametersIn, pathParameters, templateOf } from './parameters.ts'
import { type DocumentedFailure, failureResponses } from './responses.ts'

type DeviceFailures = Readonly<Partial<Record<DeviceErrorCode, string>>>

const ERROR = named(
  'DeviceError',
  Type.Object({
    error: Type.Object({
      code: Type.String({ description: 'Stable, for programs.' }),
      message: Type.String({ description: 'English, for whoever reads a log.' }),
      fields: Type.Optional(Type.Record(Type.String(), Type.String())),
      field: Type.Optional(Type.String()),
      status: Type.Optional(Type.String()),
      authyCode: Type.Optional(Type.String()),
      triesLeft: Type.Optional(Type.Integer()),
      retryAt: Type.Optional(Type.Integer()),
      serverTime: Type.Optional(Type.Integer()),
    }),
  }),
)

const UNAVAILABLE = { unavailable: 'A fault of the service: try again later.' } as const

/** What any request that is signed with a key may be answered. */
const SIGNED_BY_KEY = {
  unauthorized: 'There is no signature, or one that does not verify.',
  clock: 'The time of the request is too far off; `serverTime` has ours.',
  replayed: 'The nonce was used before.',
  ...UNAVAILABLE,
} as const

const SIGNED_BY_DEVICE = {
  ...SIGNED_BY_KEY,
  unauthorized: 'There is no signature, one that does not verify, or an unknown device.',
  revoked: 'This device was removed.',
} as const

const INVALID = { invalid: 'The body is not of the shape; `fields` names what is wrong.' } as const

type Route = Pick<DeviceRoute, 'path' | 'body' | 'description'> & {
  readonly method: DeviceRoute['method']
}

/** The device protocol (docs/device-protocol.md). */
export function devicePaths(schemas: NamedSchemas): Readonly<Record<string, PathItem>> {
  const about: Route = {
    method: 'GET',
    path: '/about',
    body: undefined,
    description: aboutDescription,
  }
  const events: Route = {
    method: 'GET',
    path: '/events',
    body: undefined,
    description: eventsDescription,
  }
  const paths: Record<string, PathItem> = {}
  const add = (route: Route, failures: DeviceFailures, security: Operation['security']) => {
    const path = `${DEVICE_PREFIX}${templateOf(route.path)}`
    const method = route.method.toLowerCase() as Method
    paths[path] = {
      ...paths[path],
      [method]: { ...operationOf(route, failures, schemas), security },
    }
  }
  add(about, UNAVAILABLE, [])
  for (const route of REGISTRATION_ROUTES) add(route, SIGNED_BY_KEY, [{ device: [] }])
  for (const route of [...SIGNED_ROUTES, events]) add(route, SIGNED_BY_DEVICE, [{ device: [] }])
  return paths
}

function operationOf(
  { body, description }: Route,
  always: DeviceFailures,
  schemas: NamedSchemas,
): Operation {
  const { operationId, tag, summary, text, path, query, example, answer, answers } = description
  const parameters = [
    ...pathParameters(path, schemas),
    ...(query === undefined ? [] : parametersIn('query', schemas.refer(query), {})),
  ]
  return {
    operationId,
    tags: [tag],
    summary,
    description: text,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemas.refer(body().Type()), example } },
          },
        }),
    responses: {
      [String(description.status ?? 200)]: {
        description: 'Success.',
        content: {
          [contentTypeOf(description)]: {
            schema: schemas.refer(answer),
            examples: Object.fromEntries(
              Object.entries(answers).map(([name, value]) => [name, { value }]),
            ),
          },
        },
      },
      ...failureResponses(
        documented({ ...always, ...(body === undefined ? {} : INVALID), ...description.failures }),
        schemas.refer(ERROR),
      ),
    },
  }
}

/** Only a stream of events is no JSON. */
function contentTypeOf({ answers }: DeviceDescription): string {
  const isText = typeof Object.values(answers)[0] === 'string'
  return isText ? 'text/event-stream' : 'application/json'
}

function documented(failures: DeviceFailures): readonly DocumentedFailure[] {
  return Object.entries(failures).map(([key, when]) => {
    // The keys are those of the record's type.
    const name = key as DeviceErrorCode
    return { name, when, ...deviceError({ code: name }) }
  })
}
