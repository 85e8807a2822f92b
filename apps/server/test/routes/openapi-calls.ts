import { formPairs, plainText } from '../../src/http/reference/curl.ts'
import { openApiDocument } from '../../src/http/reference/document.ts'
import type { OpenApiDocument, Operation } from '../../src/http/reference/openapi-types.ts'
import { operationsOf, type Placed } from '../../src/http/reference/render/operation.ts'
import { exampleOf, schemaCheck } from '../http/reference/check-schema.ts'
import type { TestServer } from '../test-server.ts'

/** As programs get it. */
export const DOCUMENT = JSON.parse(
  JSON.stringify(openApiDocument('https://2fa.example.test', '1.2.3')),
) as OpenApiDocument

const problemsOf = schemaCheck(DOCUMENT)

export const AUTHY_OPERATIONS = operationsOf(DOCUMENT.paths).filter(({ path }) =>
  /^\/(protected|onetouch)\//.test(path),
)

export const DEVICE_OPERATIONS = operationsOf(DOCUMENT.paths).filter(({ path }) =>
  path.startsWith('/device/'),
)

/** What a test puts in place of an example that only one moment or one person has. */
export interface Change {
  readonly path?: Readonly<Record<string, string | number>>
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** The example of an operation as a request, with the changes of a test. */
export function requestOf({ method, path, operation }: Placed, change: Change) {
  const parameters = operation.parameters ?? []
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (text, { name, example }) =>
        text.replace(`{${name}}`, plainText(change.path?.[name] ?? example)),
      path,
    )
  const query: readonly [string, string][] = parameters.flatMap(({ name, in: place, example }) => {
    const value = change.parameters?.[name] ?? example
    return place === 'query' && value !== undefined
      ? [[name, plainText(value)] as [string, string]]
      : []
  })
  const example = Object.values(operation.requestBody?.content ?? {})[0]?.example
  const body = example === undefined ? undefined : { ...(example as object), ...change.parameters }
  return {
    method: method.toUpperCase() as 'GET',
    url: `${filled}?${new URLSearchParams([...query]).toString()}`,
    body,
  }
}

/** Every parameter of an operation, each with its example. */
export function allParameters(operation: Operation): Readonly<Record<string, unknown>> {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const fromBody = schema === undefined ? {} : (exampleOf(DOCUMENT, schema) as object)
  const fromQuery = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, example, schema: own }) => [name, example ?? own.examples?.[0]] as const)
  return { ...Object.fromEntries(fromQuery), ...fromBody }
}

export function asForm(body: object): string {
  return new URLSearchParams(
    formPairs(body).map(([name, value]): [string, string] => [name, value]),
  ).toString()
}

/** A number that a test put into a path belongs to nobody. */
export const NOBODY = 2_000_000_000

/** The answer to a request as its body is written. */
export async function send(
  server: TestServer,
  request: ReturnType<typeof requestOf>,
  as: 'form' | 'json',
  apiKey = server.apiKey,
) {
  const { method, url, body } = request
  const response = await server.app.inject({
    method,
    url,
    headers: {
      'x-authy-api-key': apiKey,
      ...(body === undefined
        ? {}
        : {
            'content-type':
              as === 'form' ? 'application/x-www-form-urlencoded' : 'application/json',
          }),
    },
    ...(body === undefined ? {} : { payload: as === 'form' ? asForm(body) : JSON.stringify(body) }),
  })
  return { status: response.statusCode, body: response.json() as { readonly error_code?: string } }
}

/** What an answer has that the document does not tell; nothing, as it should be. */
export function undocumented(
  { operationId, responses }: Operation,
  answer: { readonly status: number; readonly body: unknown },
): readonly string[] {
  const media = responses[String(answer.status)]?.content?.['application/json']
  if (media === undefined)
    return [`${operationId}: ${answer.status} ${JSON.stringify(answer.body)}`]
  return problemsOf(media.schema, answer.body).map(
    (problem) => `${operationId}: ${problem} in ${JSON.stringify(answer.body)}`,
  )
}
