import { ERRORS, type ErrorName, errorBody, type Failure } from '@countersign/wire'
import { Type } from 'typebox'
import { named } from './description.ts'
import type { NamedSchemas } from './named-schemas.ts'
import type { Example, JsonSchema, Response } from './openapi-types.ts'

const ERROR = named(
  'Error',
  Type.Object({
    error_code: Type.String({ description: 'Always a text.' }),
    message: Type.String(),
    errors: Type.Record(Type.String(), Type.String(), {
      description: 'What is wrong with what, as texts.',
    }),
    success: Type.Literal(false),
    token: Type.Optional(Type.Literal('is invalid', { description: 'Of a wrong token.' })),
    email: Type.Optional(Type.String({ description: 'Of a user that is not valid.' })),
    cellphone: Type.Optional(Type.String({ description: 'Of a user that is not valid.' })),
    country_code: Type.Optional(Type.String({ description: 'Of a user that is not valid.' })),
  }),
)

/** What any call of the Authy dialect may be answered. */
const ALWAYS = {
  apiKeyInvalid: 'There is no API key, or one that is of no application.',
  invalidRequest:
    'The parameters cannot be read: too many, too deep, or not what the body says it is.',
  invalidUtf8: 'The parameters are not UTF-8.',
  serviceUnavailable: 'A fault of the service: try again later.',
} as const satisfies Readonly<Partial<Record<ErrorName, string>>>

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds after which to come back, where they are known.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const

/** One failure as it is documented. */
export interface DocumentedFailure {
  readonly name: string
  readonly status: number
  readonly when: string
  readonly body: unknown
}

/** The failures of the Authy dialect as responses by status. */
export function errorResponses(
  failures: Readonly<Partial<Record<ErrorName, string>>>,
  schemas: NamedSchemas,
  { hasApiKey }: { readonly hasApiKey: boolean },
): Readonly<Record<string, Response>> {
  const { apiKeyInvalid, ...rest } = ALWAYS
  const all: Readonly<Partial<Record<ErrorName, string>>> = {
    ...failures,
    ...(hasApiKey ? { apiKeyInvalid } : {}),
    ...rest,
  }
  const documented = Object.entries(all).map(([key, when]): DocumentedFailure => {
    // The keys are those of the record's type.
    const name = key as ErrorName
    const { status } = ERRORS[name]
    return { name, status, when, body: errorBody(sampleFailure(name)) }
  })
  return failureResponses(documented, schemas.refer(ERROR))
}

/** Responses by status, each with an example for every failure that has it. */
export function failureResponses(
  failures: readonly DocumentedFailure[],
  schema: JsonSchema,
): Readonly<Record<string, Response>> {
  const byStatus = Map.groupBy(failures, ({ status }) => status)
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([first], [second]) => first - second)
      .map(([status, those]) => [
        String(status),
        {
          description: those.map(({ when }) => when).join(' '),
          ...(status === 429 ? { headers: RETRY_AFTER } : {}),
          content: { 'application/json': { schema, examples: examplesOf(those) } },
        },
      ]),
  )
}

function examplesOf(failures: readonly DocumentedFailure[]): Readonly<Record<string, Example>> {
  return Object.fromEntries(
    failures.map(({ name, when, body }) => [name, { summary: when, value: body }]),
  )
}

/** With the facts that its text needs. */
function sampleFailure(name: ErrorName): Failure {
  switch (name) {
    case 'invalidParameter':
      return { error: name, name: 'force', reason: "'perhaps' is not a valid Boolean" }
    case 'approvalRequestInvalid':
      return { error: name, name: 'message', reason: "can't be blank" }
    case 'userNotValid':
      return { error: name, fields: { email: 'is invalid' } }
    case 'noPendingVerification':
      return { error: name, phone: '+1 317-338-9302' }
    case 'approvalRequestNotFound':
      return { error: name, uuid: '018bcfe5-6800-7000-8000-000000000001' }
    default:
      return { error: name }
  }
}
