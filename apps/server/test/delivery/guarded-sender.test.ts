import { readFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  createGuardedSender,
  type GuardedSenderOptions,
  type OutboundRequest,
} from '../../src/delivery/guarded-sender.ts'
import { createResolver } from '../../src/delivery/resolve-name.ts'
import { INNER_NETWORKS } from '../../src/domain/inner-address.ts'
import { portOf } from './carrier.ts'
import {
  closeConnection,
  hang,
  startEndpoint,
  status,
  stopHalfway,
  streamForever,
} from './endpoint.ts'
import { manualTimeLimit, never } from './limits.ts'

const NOW = 1_700_000_000_000

function sender(options: Partial<GuardedSenderOptions> = {}) {
  const made = createGuardedSender({
    allowed: INNER_NETWORKS.loopback,
    now: () => NOW,
    ...options,
  })
  onTestFinished(() => made.close())
  return made
}

const post = (url: string): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'X-Authy-Signature': 'abc=', 'webhook-id': '1' },
  body: '{"a":1}',
})

test('method, path, query, headers and body arrive as they were given, over kept connections', async () => {
  const endpoint = await startEndpoint(status(201))
  const { send } = sender()
  const url = `${endpoint.url}/a%20b?c=%5Bd%5D+e`
  for (let index = 0; index < 10; index++) {
    expect(await send(post(url), never())).toEqual({
      result: 'answered',
      status: 201,
      retryAfterMs: undefined,
    })
  }
  const [first] = endpoint.received
  expect(first).toMatchObject({ method: 'POST', target: '/a%20b?c=%5Bd%5D+e' })
  expect(first?.headers).toMatchObject({ 'X-Authy-Signature': 'abc=', 'webhook-id': '1' })
  expect(String(first?.body)).toBe('{"a":1}')
  expect(endpoint.connections()).toBeLessThan(4)
})

test('an answer says when to come back', async () => {
  const endpoint = await startEndpoint(status(429, { 'retry-after': '7' }))
  expect(await sender().send(post(endpoint.url), never())).toMatchObject({
    status: 429,
    retryAfterMs: 7_000,
  })
})

describe('what the other side does wrong is a value', () => {
  test('a redirect is not followed', async () => {
    const other = await startEndpoint()
    const endpoint = await startEndpoint(status(302, { location: other.url }))
    expect(await sender().send(post(endpoint.url), never())).toMatchObject({ status: 302 })
    expect(other.received).toEqual([])
  })

  test('an answer without end is cut off', async () => {
    const endpoint = await startEndpoint(streamForever)
    expect(await sender().send(post(endpoint.url), never())).toEqual({
      result: 'endless',
      status: 200,
    })
  })

  test.each([
    ['hangs', hang],
    ['stops halfway', stopHalfway],
  ])('one that %s is given up after ten seconds', async (_name, answer) => {
    const { timeLimit, asked, runOut } = manualTimeLimit()
    const endpoint = await startEndpoint((response, request) => {
      answer(response, request)
      // Once the head of the answer has had its time to arrive.
      setImmediate(runOut)
    })
    expect(await sender({ timeLimit }).send(post(endpoint.url), never())).toEqual({
      result: 'no-answer',
      reason: 'no answer within 10 seconds',
    })
    expect(asked).toEqual([10_000])
  })

  test('one that closes the connection', async () => {
    const endpoint = await startEndpoint(closeConnection)
    expect(await sender().send(post(endpoint.url), never())).toEqual({
      result: 'no-answer',
      reason: 'no connection (UND_ERR_SOCKET)',
    })
  })

  test('one that is not there, and one that has no name', async () => {
    const endpoint = createTcpServer()
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
    const port = portOf(endpoint)
    await new Promise((resolve) => endpoint.close(resolve))
    const { send } = sender({
      resolve: async () => {
        throw Object.assign(new Error('x'), { code: 'ENOTFOUND' })
      },
    })
    expect(await send(post(`http://127.0.0.1:${port}`), never())).toMatchObject({
      reason: 'no connection (ECONNREFUSED)',
    })
    expect(await send(post('http://nowhere.test'), never())).toMatchObject({
      reason: 'no connection (ENOTFOUND)',
    })
  })

  test('one whose certificate nobody vouches for', async () => {
    const server = createHttpsServer(
      {
        cert: readFileSync(new URL('../tls/cert.pem', import.meta.url)),
        key: readFileSync(new URL('../tls/key.pem', import.meta.url)),
      },
      (_request, response) => response.end(),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const reply = await sender().send(post(`https://127.0.0.1:${portOf(server)}`), never())
    expect(reply).toEqual({
      result: 'no-answer',
      reason: 'no connection (DEPTH_ZERO_SELF_SIGNED_CERT)',
    })
  })

  test('one that speaks something else', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.end('SSH-2.0-OpenSSH_9.9\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const reply = await sender().send(post(`http://127.0.0.1:${portOf(server)}`), never())
    expect(reply).toMatchObject({ result: 'no-answer' })
  })

  test('one that stays with its status when it breaks off', async () => {
    const endpoint = await startEndpoint((response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    expect(await sender().send(post(endpoint.url), never())).toMatchObject({
      result: 'answered',
      status: 200,
    })
  })
})

test('stopping ends what is under way', async () => {
  const stopping = new AbortController()
  const endpoint = await startEndpoint(() => stopping.abort())
  expect(await sender().send(post(endpoint.url), stopping.signal)).toEqual({ result: 'stopped' })
})

describe('names', () => {
  test('are looked up two at a time, and each once for all who wait for it', async () => {
    const asked: string[] = []
    const release: (() => void)[] = []
    const resolve = createResolver(async (name) => {
      asked.push(name)
      await new Promise<void>((go) => release.push(go))
      return [name]
    })
    const all = Promise.all(['a', 'a', 'b', 'c', 'a'].map(resolve))
    expect(asked).toEqual(['a', 'b'])
    while (release.length > 0) {
      release.shift()?.()
      await new Promise(setImmediate)
    }
    expect(await all).toEqual([['a'], ['a'], ['b'], ['c'], ['a']])
    expect(asked).toEqual(['a', 'b', 'c'])
  })

  test('that fail free their place', async () => {
    const resolve = createResolver(async (name) => {
      throw new Error(name)
    })
    const settled = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(resolve))
    expect(settled.map(({ status }) => status)).toEqual(Array.from('abcde', () => 'rejected'))
  })
})
