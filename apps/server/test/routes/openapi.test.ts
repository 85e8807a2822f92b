import { errorBody } from '@countersign/wire'
import { expect, test } from 'vitest'
import { testServer } from '../test-server.ts'
import {
  AUTHY_OPERATIONS,
  DEVICE_OPERATIONS,
  NOBODY,
  requestOf,
  send,
  undocumented,
} from './openapi-calls.ts'
import { newPerson, PREPARE, PREPARE_DEVICE } from './openapi-preparations.ts'

test('every example succeeds, as a form and as JSON, and is answered as described', async () => {
  const server = await testServer()
  await server.set('migrationToolsEnabled', 'true')
  const wrong: string[] = []
  for (const placed of AUTHY_OPERATIONS) {
    const { operation } = placed
    for (const as of operation.requestBody === undefined
      ? (['form'] as const)
      : (['form', 'json'] as const)) {
      const person = await newPerson(server)
      const prepare = PREPARE[operation['x-same-as'] ?? operation.operationId]
      const change = (await prepare?.(server, person)) ?? {}
      const path = { id: person.id, ...change.path }
      const answer = await send(server, requestOf(placed, { ...change, path }), as)
      expect([operation.operationId, as, answer.status, answer.body]).toEqual([
        operation.operationId,
        as,
        200,
        answer.body,
      ])
      wrong.push(...undocumented(operation, answer))
    }
  }
  expect(wrong).toEqual([])
})

test('an unknown key and an unknown user are refused as described', async () => {
  const server = await testServer()
  const wrong: string[] = []
  const taken = new Map<string, number>()
  for (const placed of AUTHY_OPERATIONS) {
    const withoutKey = await send(server, requestOf(placed, {}), 'form', 'wrong')
    const unknown = await send(server, requestOf(placed, { path: { id: NOBODY } }), 'form')
    expect([withoutKey.status, withoutKey.body.error_code]).toEqual([401, '60001'])
    if (placed.path.includes('{id}')) taken.set(placed.operation.operationId, unknown.status)
    for (const answer of [withoutKey, unknown])
      wrong.push(...undocumented(placed.operation, answer))
  }
  expect([...taken].filter(([, status]) => status < 400)).toEqual([])
  expect(taken.size).toBeGreaterThan(15)
  expect(wrong).toEqual([])
})

test('every example of the device protocol succeeds and is answered as described', async () => {
  const server = await testServer()
  const wrong: string[] = []
  const done: string[] = []
  for (const placed of DEVICE_OPERATIONS) {
    const { operation } = placed
    const prepare = PREPARE_DEVICE[operation.operationId]
    if (prepare === undefined) continue
    const { device, ...change } = await prepare(server, await newPerson(server))
    const { method, url, body } = requestOf(placed, change)
    const line = `${method} ${url.replace('/device/v1', '').replace(/\?$/, '')}`
    const answer = await device.call(line, body)
    const [status] = Object.keys(operation.responses)
    expect([operation.operationId, answer.status, answer.text]).toEqual([
      operation.operationId,
      Number(status),
      answer.text,
    ])
    wrong.push(...undocumented(operation, answer))
    done.push(operation.operationId)
  }
  expect(wrong).toEqual([])
  const ids = DEVICE_OPERATIONS.map(({ operation }) => operation.operationId)
  // A stream has no end to wait for: live-updates.test.ts follows it.
  expect(ids.filter((id) => !done.includes(id))).toEqual(['streamEvents'])
})

test('/openapi.json and /docs are served with the address of the service, to whoever asks', async () => {
  const server = await testServer()
  const document = await server.app.inject('/openapi.json')
  expect(document.json()).toMatchObject({ servers: [{ url: 'https://2fa.example.test' }] })
  const page = await server.app.inject('/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('https://2fa.example.test/protected/json/users/new')
  const none = await server.app.inject('/docs/nothing')
  expect([none.statusCode, none.json()]).toEqual([404, errorBody({ error: 'routeNotFound' })])
})
