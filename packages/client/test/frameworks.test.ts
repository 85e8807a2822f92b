import type { AddressInfo } from 'node:net'
import { createServer, type RequestListener } from 'node:http'
import { canonicalQuery, signCallback } from '@countersign/wire'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { type CallbackOptions, createCallbackMemory } from '@countersign/client'
import * as forExpress from '@countersign/client/express'
import * as forFastify from '@countersign/client/fastify'
import * as forHono from '@countersign/client/hono'
import { callback, payload } from '../../wire/test/callback-vectors.ts'

const PATH = '/authy/callback'

/** What the middleware is given, and what it and the handler after it did. */
interface Gate {
  readonly options: CallbackOptions
  readonly decided: string[]
  readonly refused: string[]
}

function gate(): Gate {
  const decided: string[] = []
  const refused: string[] = []
  return {
    decided,
    refused,
    options: {
      apiKey: callback.apiKey,
      seen: createCallbackMemory(),
      now: () => Number(callback.nonce) * 1_000,
      onRefused: (reason) => refused.push(reason),
    },
  }
}

/** Starts an app of each framework with the middleware at its path; answers the URL of that path. */
const FRAMEWORKS: readonly (readonly [string, (gate: Gate) => Promise<string>])[] = [
  ['Express', (gate) => listen(expressApp(gate))],
  ['Express with express.json()', (gate) => listen(expressApp(gate, express.json()))],
  [
    'Express with express.raw()',
    (gate) => listen(expressApp(gate, express.raw({ type: 'application/json' }))),
  ],
  [
    'Express with express.text()',
    (gate) => listen(expressApp(gate, express.text({ type: 'application/json' }))),
  ],
  ['Fastify', fastifyApp],
  ['Hono', honoApp],
]

function expressApp(gate: Gate, ...before: express.RequestHandler[]) {
  const app = express()
  const verify = forExpress.verifyCallbacks(gate.options)
  app.all(PATH, ...before, verify, (request, response) => {
    const { uuid, status } = forExpress.callbackOf(request)
    gate.decided.push(`${uuid} ${status}`)
    response.sendStatus(200)
  })
  return app
}

async function fastifyApp(gate: Gate): Promise<string> {
  const app = Fastify()
  onTestFinished(() => app.close())
  const preHandler = forFastify.verifyCallbacks(gate.options)
  app.route({
    method: ['GET', 'POST'],
    url: PATH,
    preHandler,
    handler: async (request) => {
      const { uuid, status } = forFastify.callbackOf(request)
      gate.decided.push(`${uuid} ${status}`)
      return 'OK'
    },
  })
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}${PATH}`
}

async function honoApp(gate: Gate): Promise<string> {
  const app = new Hono()
  app.all(PATH, forHono.verifyCallbacks(gate.options), (context) => {
    const { uuid, status } = forHono.callbackOf(context)
    gate.decided.push(`${uuid} ${status}`)
    return context.text('OK')
  })
  return await listen(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const headers = new Headers(request.headers as Record<string, string>)
    const method = request.method ?? ''
    const body = method === 'POST' ? { body: Buffer.concat(pieces) } : {}
    const url = `http://${request.headers.host}${request.url}`
    const answer = await app.request(url, { method, headers, ...body })
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(await answer.text())
  })
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}${PATH}`
}

function send(url: string, method: 'POST' | 'GET', body = JSON.stringify(payload)) {
  const signature = signCallback({ ...callback, url, method })
  const headers = {
    'content-type': 'application/json',
    'X-Authy-Signature': signature,
    'X-Authy-Signature-Nonce': callback.nonce,
  }
  return method === 'POST'
    ? fetch(url, { method: 'POST', headers, body })
    : fetch(`${url}?${canonicalQuery(payload)}`, { headers })
}

const DECIDED = 'dda2c400-bc43-0135-d7be-1285ca17e122 approved'

test.each(FRAMEWORKS)('%s: a callback is handed on, by POST and by GET', async (_name, start) => {
  const at = gate()
  const url = await start(at)
  for (const method of ['POST', 'GET'] as const) {
    expect((await send(url, method)).status).toBe(200)
  }
  expect(at.decided).toEqual([DECIDED, DECIDED])
})

test.each(FRAMEWORKS)('%s: what does not verify reaches no handler', async (_name, start) => {
  const at = gate()
  const url = await start(at)
  const answers = [
    await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    }),
    await fetch(url),
    await send(url, 'POST', JSON.stringify({ ...payload, status: 'denied' })),
  ]
  expect((await send(url, 'POST')).status).toBe(200)
  answers.push(await send(url, 'POST'))
  for (const answer of answers) {
    expect(answer.status).toBe(403)
    expect(await answer.json()).toEqual({ success: false, message: 'The callback was refused.' })
  }
  expect(at.refused).toEqual(['not-signed', 'not-signed', 'bad-signature', 'replayed'])
  expect(at.decided).toEqual([DECIDED])
})

test('a body that never ends is not read to its end', async () => {
  const at = gate()
  const url = await listen(expressApp(at))
  const headers = { 'X-Authy-Signature': 'x', 'X-Authy-Signature-Nonce': callback.nonce }
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
  })
  const sent = fetch(url, { method: 'POST', headers, body: endless, duplex: 'half' })
  const status = await sent.then(
    (answer) => answer.status,
    () => 'cut off',
  )
  expect([403, 'cut off']).toContain(status)
  expect(at.decided).toEqual([])
})

test('a memory that fails lets nothing through', async () => {
  const at = gate()
  const seen = {
    claim: async () => {
      throw new Error('The database is away.')
    },
  }
  const app = express()
  app.use((_request, _response, next) => next())
  const verify = forExpress.verifyCallbacks({ ...at.options, seen })
  app.post(PATH, verify, () => at.decided.push('never'))
  app.use(answer503)
  expect((await send(await listen(app), 'POST')).status).toBe(503)
  expect(at.decided).toEqual([])
})

const answer503: express.ErrorRequestHandler = (_error, _request, response, _next) => {
  response.sendStatus(503)
}

test('a handler without the middleware before it has no callback', () => {
  expect(() => forExpress.callbackOf({})).toThrow(expect.objectContaining({ code: 'bad-options' }))
})
