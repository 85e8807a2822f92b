import type { TSchema } from 'typebox'
import type { ConsoleRoute } from './route.ts'

interface Described {
  readonly openapi: '3.1.1'
  readonly info: Readonly<Record<string, string>>
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly components: object
}

const DESCRIPTION = `What the console’s pages ask of the service. Whoever is signed in is known by a cookie; a request that changes something has the header \`X-Countersign-Console: 1\` and comes from the console’s own origin.

A list answers with \`items\` and \`next\`: give \`next\` as \`after\` for the page that follows. A failure has \`error\` with a \`code\`, a \`message\` and the \`requestId\` of the log.

This dialect belongs to the console and may change with it from one version to the next. Programs use the Authy API, at \`/docs\`.`

const ERROR = {
  description: 'Refused, with the reason.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message', 'requestId'],
            properties: {
              code: { type: 'string' },
              message: { type: 'string' },
              requestId: { type: 'string' },
              fields: { type: 'object', additionalProperties: { type: 'string' } },
              retryAt: { type: 'integer', description: 'Milliseconds.' },
              now: { type: 'object', description: 'Of a conflict: what stands there now.' },
            },
          },
        },
      },
    },
  },
}

/** The console's dialect as OpenAPI 3.1, made from its routes. */
export function consoleDocument(routes: readonly ConsoleRoute[], publicUrl: string): Described {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Countersign console', version: '1', description: DESCRIPTION },
    servers: [{ url: `${publicUrl}/console/api` }],
    security: [{ session: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-countersign-console' },
      },
    },
  }
}

function operationOf(route: ConsoleRoute): object {
  const { summary, needs, isFreshOnly, params, query, body, answer } = route
  return {
    operationId: operationIdOf(route),
    summary,
    description: whoMay(needs, isFreshOnly),
    ...(needs === 'nobody' ? { security: [] } : {}),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      '2XX': {
        description: 'Done.',
        content: { 'application/json': { schema: answer } },
      },
      default: ERROR,
    },
  }
}

/** `GET /apps/:appId/keys` is `getAppsAppIdKeys`. */
export function operationIdOf({ method, path }: Pick<ConsoleRoute, 'method' | 'path'>): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return method.toLowerCase() + words.map(capitalize).join('')
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function whoMay(needs: ConsoleRoute['needs'], isFreshOnly: boolean): string {
  const fresh = isFreshOnly ? ' Asks for a fresh proof of who it is.' : ''
  if (needs === 'nobody') return 'For whoever comes.'
  if (needs === 'self') return `For every operator, about themselves.${fresh}`
  const where = {
    one: 'in this application',
    any: 'in some application, of which alone it tells',
    all: 'in all applications',
  }[needs.apps]
  return `For the role ${needs.role} or a higher one ${where}.${fresh}`
}

function parameters(place: 'path' | 'query', schema: ConsoleRoute['query']): readonly object[] {
  const required: readonly string[] = schema.required ?? []
  return Object.entries<TSchema>(schema.properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}
