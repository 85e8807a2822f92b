import type { AuthyRoute } from '../authy/route.ts'
import { curlOf } from './curl.ts'
import type { AuthyDescription } from './description.ts'
import type { NamedSchemas } from './named-schemas.ts'
import type { JsonSchema, Method, Operation, Parameter, PathItem } from './openapi-types.ts'
import { parametersIn, pathParameters, templateOf } from './parameters.ts'
import { errorResponses } from './responses.ts'

const FORM = 'application/x-www-form-urlencoded'

const METHODS: Readonly<Record<AuthyRoute['methods'][number], Method>> = {
  GET: 'get',
  POST: 'post',
  DELETE: 'delete',
}

/**
 * One family of the Authy dialect, under `/json`. The first verb and path of a route are its
 * operation; the others are some client's way to it, and say so with `x-same-as`.
 */
export function authyPaths(
  family: string,
  routes: readonly AuthyRoute[],
  schemas: NamedSchemas,
  publicUrl: string,
): Readonly<Record<string, PathItem>> {
  const paths: Record<string, PathItem> = {}
  for (const { methods, paths: spellings, description } of routes) {
    for (const [at, spelling] of spellings.entries()) {
      const path = `/${family}/json${templateOf(spelling)}`
      for (const verb of methods) {
        const method = METHODS[verb]
        const operationId = `${description.operationId}${at === 0 ? '' : `Spelling${at + 1}`}${verb === methods[0] ? '' : verb === 'GET' ? 'ByGet' : 'ByPost'}`
        const operation = operationOf(
          method,
          path,
          { ...description, operationId },
          schemas,
          publicUrl,
        )
        const isFirst = operationId === description.operationId
        paths[path] = {
          ...paths[path],
          [method]: isFirst ? operation : { ...operation, 'x-same-as': description.operationId },
        }
      }
    }
  }
  return paths
}

function operationOf(
  method: Method,
  path: string,
  description: AuthyDescription,
  schemas: NamedSchemas,
  publicUrl: string,
): Operation {
  const { operationId, tag, summary, text, answer, answers, failures = {}, isSigned } = description
  const input =
    description.parameters === undefined ? undefined : schemas.refer(description.parameters)
  const example = description.example ?? {}
  const inPath = [
    ...pathParameters(description.path, schemas),
    ...(description.headers === undefined
      ? []
      : parametersIn('header', schemas.refer(description.headers), example)),
  ]
  const parameters: readonly Parameter[] =
    method === 'get' && input !== undefined
      ? [...inPath, ...parametersIn('query', input, example)]
      : inPath
  return {
    operationId,
    tags: [tag],
    summary,
    description: text,
    ...(isSigned === true ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(method === 'get' || input === undefined ? {} : { requestBody: bodyOf(input, example) }),
    responses: {
      200: {
        description: 'Success.',
        content: {
          'application/json': {
            schema: schemas.refer(answer),
            examples: Object.fromEntries(
              Object.entries(answers).map(([name, value]) => [name, { value }]),
            ),
          },
        },
      },
      ...errorResponses(failures, schemas, { hasApiKey: isSigned !== true }),
    },
    'x-codeSamples': [
      { lang: 'Shell', source: curlOf({ publicUrl, method, path, parameters, example, isSigned }) },
    ],
  }
}

/** As a form, in which hashes have brackets, or as JSON. */
function bodyOf(schema: JsonSchema, example: object) {
  const hashes = Object.entries(schema.properties ?? {}).filter(
    ([, property]) => property.type === 'object',
  )
  const encoding = Object.fromEntries(
    hashes.map(([name]) => [name, { style: 'deepObject', explode: true } as const]),
  )
  return {
    required: (schema.required ?? []).length > 0,
    content: {
      [FORM]: { schema, example, ...(hashes.length === 0 ? {} : { encoding }) },
      'application/json': { schema, example },
    },
  }
}
