/**
 * Whoever may set a callback's URL, or registers a device with a push service of their choice, has the
 * server send requests for them. From inside the operator's network these would reach what nobody
 * outside can: the clouds' metadata with its credentials, databases, other services on the machine. So
 * inner addresses are refused however they are written, whoever's name they hide behind, and also where
 * a redirect leads to them; nothing of an answer is ever handed back.
 */
import { describe, expect, test } from 'vitest'
import type { ResolveName } from '../../src/delivery/resolve-name.ts'
import { startEndpoint, status } from '../delivery/endpoint.ts'
import { testServer } from '../test-server.ts'
import { answer, callbacks, events, jobs, setCallbackOf, settings } from '../worker/called-back.ts'

/** A server that may reach nothing inside, and knows these names. */
async function guarded(resolve?: ResolveName, allow = 'none') {
  const server = await testServer({
    env: { OUTBOUND_ALLOW: allow },
    ...(resolve === undefined ? {} : { outbound: { resolve } }),
  })
  const callTo = async (url: string) => {
    await setCallbackOf(server, server.appId, url)
    const id = await answer(server, { appId: server.appId })
    await server.worker.runUntilIdle()
    return (await callbacks(server)).find((each) => each.id === id)
  }
  return { server, callTo }
}

const refusal = (address: string) =>
  `its address ${address} is an inner one, which OUTBOUND_ALLOW does not name`

describe('as a literal address', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f.0.0.1', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['0', '0.0.0.0'],
    ['[::1]', '::1'],
    ['[::]', '::'],
    ['[::ffff:127.0.0.1]', '::ffff:7f00:1'],
    ['[64:ff9b::7f00:1]', '64:ff9b::7f00:1'],
    ['[2002:7f00:1::]', '2002:7f00:1::'],
    ['169.254.169.254', '169.254.169.254'],
    ['10.0.0.1', '10.0.0.1'],
    ['[fd00:ec2::254]', 'fd00:ec2::254'],
  ])('%s is refused, and counts at once', async (host, address) => {
    const endpoint = await startEndpoint()
    const { server, callTo } = await guarded()
    expect(await callTo(`http://${host}:${endpoint.port}/`)).toMatchObject({
      status: 'failed',
      attempts: 1,
      last_error: refusal(address),
    })
    expect(endpoint.received).toEqual([])
    expect(endpoint.connections()).toBe(0)
    expect(await settings(server)).toMatchObject({ failures: 1 })
    expect((await events(server)).at(-1)).toMatchObject({
      kind: 'callback_failed',
      facts: { reason: refusal(address) },
    })
    expect(await jobs(server)).toEqual([])
  })
})

describe('behind a name', () => {
  test.each([
    ['that is the attacker’s', ['127.0.0.1']],
    ['with a public address beside it', ['93.184.215.14', '127.0.0.1']],
    ['in IPv6', ['::ffff:127.0.0.1']],
  ])('%s it is refused', async (_name, addresses) => {
    const endpoint = await startEndpoint()
    const { callTo } = await guarded(async () => addresses)
    expect(await callTo(`http://app.example.test:${endpoint.port}/`)).toMatchObject({
      status: 'failed',
      last_error: refusal(addresses.at(-1) ?? ''),
    })
    expect(endpoint.connections()).toBe(0)
  })

  test('that answers otherwise the second time (DNS rebinding) it is refused the second time', async () => {
    const endpoint = await startEndpoint()
    const answers = ['127.0.0.7', '127.0.0.1']
    const asked: string[] = []
    const resolve: ResolveName = async (name) => {
      asked.push(name)
      return [answers.shift() ?? '']
    }
    // Only the first address is allowed: it stands for a public one, which no test may call. Nobody
    // answers there, so that no connection is kept.
    const { callTo } = await guarded(resolve, '127.0.0.7')
    const url = `http://app.example.test:${endpoint.port}/`
    expect((await callTo(url))?.last_error).toMatch(/^no connection/)
    expect(await callTo(url)).toMatchObject({ status: 'failed', last_error: refusal('127.0.0.1') })
    expect(asked).toEqual(['app.example.test', 'app.example.test'])
    expect(endpoint.connections()).toBe(0)
  })
})

test('behind a redirect it is not followed', async () => {
  const inner = await startEndpoint()
  const endpoint = await startEndpoint(status(307, { location: `${inner.url}/admin` }))
  const { callTo } = await guarded(undefined, 'loopback')
  expect(await callTo(endpoint.url)).toMatchObject({
    status: 'failed',
    last_error: 'it answered 307, and redirects are not followed',
  })
  expect(inner.received).toEqual([])
})

test('a proxy of the environment is not asked to connect for us', async () => {
  const proxy = await startEndpoint()
  const endpoint = await startEndpoint()
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']
  const before = names.map((name) => [name, process.env[name]] as const)
  for (const name of names) process.env[name] = proxy.url
  try {
    const { callTo } = await guarded(undefined, 'loopback')
    expect(await callTo(endpoint.url)).toMatchObject({ status: 'delivered' })
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
  expect(proxy.connections()).toBe(0)
})

test('what the operator allowed is reached, and nothing beside it', async () => {
  const endpoint = await startEndpoint()
  const { callTo } = await guarded(async () => ['127.0.0.1'], '127.0.0.1')
  expect(await callTo(`http://app.internal:${endpoint.port}/`)).toMatchObject({
    status: 'delivered',
  })
  expect(await callTo(`http://[::1]:${endpoint.port}/`)).toMatchObject({ status: 'failed' })
})

test('nothing of an answer is kept, for whoever may read what was recorded', async () => {
  const endpoint = await startEndpoint((response) => {
    response.writeHead(500, 'credentials-of-the-cloud', { 'x-secret': 'credentials-of-the-cloud' })
    response.end('credentials-of-the-cloud')
  })
  const { server, callTo } = await guarded(undefined, 'loopback')
  const row = await callTo(endpoint.url)
  expect(row).toMatchObject({ status: 'failed', last_error: 'it answered 500' })
  expect(JSON.stringify([await events(server), await settings(server)])).not.toContain(
    'credentials',
  )
  expect(server.logged()).not.toContain('credentials-of-the-cloud')
})
