import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { createAppFinder } from '../../../src/actions/find-app.ts'
import type { ParamValue } from '../../../src/http/authy/param-value.ts'
import { readParams } from '../../../src/http/authy/params.ts'
import type { AuthyRoute } from '../../../src/http/authy/route.ts'
import { AUTHY_ROUTES } from '../../../src/http/authy/routes.ts'
import { ONETOUCH_ROUTES } from '../../../src/http/onetouch/routes.ts'
import { membersOf } from '../../../src/http/reference/render/members.ts'
import { operationsOf } from '../../../src/http/reference/render/operation.ts'
import {
  allParameters,
  AUTHY_OPERATIONS,
  type Change,
  DEVICE_OPERATIONS,
  DOCUMENT,
  NOBODY,
  requestOf,
  send,
  undocumented,
} from '../../routes/openapi-calls.ts'
import { newPerson } from '../../routes/openapi-preparations.ts'
import { type TestServer, testServer } from '../../test-server.ts'

/** What the document says against what the server does, where no database has a say in it. */

/** Pages and files for people, what answers browsers that ask whether they may ask, and the console's dialect, which has a document of its own. */
const NO_API = /^(\/authenticator(\/|$)|\/console(\/|$)|\/docs(\/|$)|\/device\/v1\/\*$)/

test('the document has every route that the server has, and no other', async () => {
  const served = new Set<string>()
  const listen = (message: unknown) => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat())
        if (each !== 'HEAD' && !NO_API.test(url))
          served.add(`${each} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    })
  }
  subscribe('fastify.initialization', listen)
  const server = await testServer()
  await server.app.ready()
  unsubscribe('fastify.initialization', listen)
  const documented = operationsOf(DOCUMENT.paths).flatMap(({ method, path }) => {
    const line = `${method.toUpperCase()} ${path}`
    // Said once, in words: each is there in XML too.
    return /^\/(protected|onetouch|dashboard)\/json\//.test(path)
      ? [line, line.replace('/json/', '/xml/')]
      : [line]
  })
  expect([...served].toSorted()).toEqual(documented.toSorted())
})

test('every wrong call is refused with a failure that is documented for it', async () => {
  const server = await testServer()
  const wrong: string[] = []
  const refused = new Set<string>()
  for (const placed of AUTHY_OPERATIONS) {
    const { operation } = placed
    const documented = Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
      Object.values(content).flatMap(({ examples = {} }) =>
        Object.values(examples).map(
          ({ value }) => `${status} ${(value as { error_code?: string }).error_code ?? ''}`,
        ),
      ),
    )
    const { id } = await newPerson(server)
    const parameters = allParameters(operation)
    const changes: readonly Change[] = [
      { path: { id: NOBODY } },
      { path: { id: 'tony', token: 'letters' } },
      ...Object.keys(parameters).flatMap((name) => [
        { path: { id }, parameters: { [name]: { x: { y: 'z' } } } },
        { path: { id }, parameters: { [name]: '' } },
        { path: { id }, parameters: { [name]: 'x'.repeat(2_000) } },
      ]),
    ]
    const answers = [await send(server, requestOf(placed, {}), 'json', 'wrong')]
    answers.push(await send(server, { ...requestOf(placed, { path: { id } }), body: {} }, 'json'))
    for (const change of changes)
      answers.push(await send(server, requestOf(placed, change), 'json'))
    for (const answer of answers) {
      const line = `${answer.status} ${answer.body.error_code ?? ''}`
      if (answer.status >= 400) refused.add(operation.operationId)
      if (!documented.includes(line))
        wrong.push(`${operation.operationId}: ${line} ${JSON.stringify(answer.body)}`)
      wrong.push(...undocumented(operation, answer))
    }
  }
  expect(wrong).toEqual([])
  expect(refused.size).toBe(AUTHY_OPERATIONS.length)
})

/** A hash that notes what is looked up in it. */
class NotedHash extends Map<string, ParamValue> {
  readonly #note: (name: string) => void

  constructor(entries: Iterable<readonly [string, ParamValue]>, note: (name: string) => void) {
    super(entries)
    this.#note = note
  }

  override get(name: string): ParamValue | undefined {
    this.#note(name)
    return super.get(name)
  }
}

function noted(value: ParamValue, prefix: string, read: Set<string>): ParamValue {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, ParamValue>)].map(
      ([name, member]) => [name, noted(member, `${prefix}${name}.`, read)] as const,
    )
    return new NotedHash(entries, (name) => read.add(`${prefix}${name}`))
  }
  if (Array.isArray(value))
    return (value as readonly ParamValue[]).map((each) =>
      noted(each, `${prefix.slice(0, -1)}[].`, read),
    )
  return value
}

/** What an act looks up when it is given these parameters. */
async function readBy(
  server: TestServer,
  { act, description }: AuthyRoute,
  parameters: object,
): Promise<ReadonlySet<string>> {
  const app = await createAppFinder(server.deps)(server.apiKey)
  if (app === undefined) throw new Error('There is no app.')
  const params = readParams({
    url: '/',
    contentType: 'application/json',
    body: new TextEncoder().encode(JSON.stringify(parameters)),
  })
  if (!params.ok) throw new Error(params.reason)
  const read = new Set<string>()
  await act({
    deps: server.deps,
    app,
    params: noted(params.params, '', read) as typeof params.params,
    header: (name) => {
      read.add(name)
      return undefined
    },
    whenClosed: () => AbortSignal.abort(),
    path: Object.fromEntries(
      Object.entries(description.path ?? {}).map(([name, part]) => [
        name,
        String((part as { readonly examples?: readonly unknown[] }).examples?.[0]),
      ]),
    ),
  })
  return read
}

test('every parameter that is documented is read, and every one that is read is documented', async () => {
  const server = await testServer()
  for (const route of [...AUTHY_ROUTES, ...ONETOUCH_ROUTES]) {
    const { operationId, parameters, headers } = route.description
    const operation = AUTHY_OPERATIONS.find((each) => each.operation.operationId === operationId)
    if (operation === undefined) throw new Error(`${operationId} is not documented.`)
    const all = allParameters(operation.operation)
    const needed: readonly string[] = parameters?.required ?? []
    const required = Object.fromEntries(
      Object.entries(all).filter(([name]) => needed.includes(name)),
    )
    const read = new Set([
      ...(await readBy(server, route, all)),
      ...(await readBy(server, route, required)),
    ])
    const documented = [parameters, headers].flatMap((schema) =>
      schema === undefined ? [] : membersOf(DOCUMENT, schema, 'dots').map(({ name }) => name),
    )
    expect([operationId, [...read].toSorted()]).toEqual([operationId, documented.toSorted()])
  }
})

test('every operation of the device protocol is refused as documented without a signature', async () => {
  const server = await testServer()
  for (const { method, path, operation } of DEVICE_OPERATIONS) {
    if (operation.operationId === 'getAbout') continue
    const response = await server.app.inject({ method: method.toUpperCase() as 'GET', url: path })
    expect([operation.operationId, response.statusCode]).toEqual([operation.operationId, 401])
    expect(undocumented(operation, { status: 401, body: response.json() })).toEqual([])
  }
})
