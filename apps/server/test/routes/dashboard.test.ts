import { signCallback, type WireObject } from '@countersign/wire'
import { describe, expect, it } from 'vitest'
import { operationsOf } from '../../src/http/reference/render/operation.ts'
import { testOperator } from '../operator.ts'
import { testServer } from '../test-server.ts'
import { DOCUMENT, undocumented } from './openapi-calls.ts'

const PATH = '/dashboard/json/application/webhooks'
const OPERATIONS = operationsOf(DOCUMENT.paths).filter(({ path }) => path.startsWith('/dashboard/'))

async function manager() {
  const server = await testServer()
  const { ask } = await testOperator(server)
  const made = await ask(`POST /apps/${server.appId}/access-keys`, { name: 'Deployment' })
  const { accessKey, signingKey, key } = made.body
  const keys = { app_api_key: server.apiKey, access_key: accessKey as string }

  /** As the samples of Authy sign and send it: a form, also in the body of a GET. */
  async function call(
    method: 'GET' | 'POST' | 'DELETE',
    params: WireObject,
    options: {
      readonly path?: string
      readonly signWith?: string
      readonly signedAs?: WireObject
      readonly url?: string
    } = {},
  ) {
    const { path = PATH, signWith = signingKey as string, signedAs = params } = options
    const url = options.url ?? `https://2fa.example.test${path}`
    const pairs = Object.entries(params).flatMap(([name, value]) =>
      Array.isArray(value)
        ? value.map((each) => [`${name}[]`, String(each)])
        : [[name, value as string]],
    )
    const response = await server.app.inject({
      method,
      url: path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-authy-signature': signCallback({
          apiKey: signWith,
          nonce: '1427849783.886085',
          method,
          url,
          payload: signedAs,
        }),
        'x-authy-signature-nonce': '1427849783.886085',
      },
      payload: new URLSearchParams(pairs as [string, string][]).toString(),
    })
    const body = response.json()
    const operation = OPERATIONS.find(
      (each) =>
        each.method === method.toLowerCase() &&
        each.path.split('/').length === path.split('/').length,
    )
    if (operation === undefined) throw new Error(`${method} ${path} is not documented.`)
    expect(undocumented(operation.operation, { status: response.statusCode, body })).toEqual([])
    return { status: response.statusCode, body }
  }
  return { server, ask, keys, key, call }
}

describe('webhooks by the dashboard API', () => {
  it('are made, listed and deleted by who has an access key and signs', async () => {
    const { server, ask, keys, call } = await manager()
    const created = await call('POST', {
      ...keys,
      name: 'Orders',
      url: 'https://app.example.com/hook',
      events: ['token_verified', 'account_recovery_started'],
    })
    expect(created.status).toBe(200)
    expect(created.body).toMatchObject({
      webhook: {
        name: 'Orders',
        account_sid: `AC${'0'.repeat(32)}`,
        events: ['token_verified', 'account_recovery_started'],
      },
      message: 'Webhook created',
      success: true,
    })
    const { webhook } = created.body
    expect(webhook.id).toMatch(/^WH_/)
    expect(webhook.signing_key).toMatch(/^WSK_/)
    server.clock.advance(1)
    // One event alone is no list.
    await call('POST', { ...keys, name: 'B', url: 'https://b.example.com', events: 'user_added' })
    const listed = await call('GET', keys)
    expect(listed.body.webhooks.map(({ name }: { name: string }) => name)).toEqual(['Orders', 'B'])
    const inConsole = await ask(`GET /apps/${server.appId}/webhooks`)
    expect(inConsole.body.items[0]).toMatchObject({ id: webhook.id, name: 'Orders' })
    const path = `${PATH}/${webhook.id}`
    expect((await call('DELETE', keys, { path })).body).toEqual({
      message: 'Webhook deleted',
      success: true,
    })
    expect((await call('DELETE', keys, { path })).body.error_code).toBe('60100')
    const access = await ask(`GET /apps/${server.appId}/access-keys`)
    expect(access.body.items[0]).toMatchObject({
      name: 'Deployment',
      lastUsedAt: server.deps.now() - 1,
    })
    // What is signed may also be the address as it came here.
    expect((await call('GET', keys, { url: `http://localhost:80${PATH}` })).status).toBe(200)
  })

  it('refuse whoever has not the keys, and whoever changed what was signed', async () => {
    const { server, ask, keys, key, call } = await manager()
    const other = await server.newApp('Other')
    const refusals = [
      [await call('GET', { ...keys, app_api_key: 'A'.repeat(32) }), 400, '60073'],
      [await call('GET', { access_key: keys.access_key }), 400, '60073'],
      [await call('GET', { app_api_key: keys.app_api_key }), 400, '60069'],
      [await call('GET', { ...keys, access_key: '<script>' }), 404, '60072'],
      [await call('GET', { ...keys, access_key: 'A'.repeat(32) }), 404, '60071'],
      [await call('GET', { ...keys, app_api_key: other.apiKey }), 400, '60074'],
      [await call('GET', keys, { signWith: server.apiKey }), 401, '60087'],
      [await call('GET', keys, { signedAs: { ...keys, name: 'x' } }), 401, '60087'],
      [await call('GET', keys, { url: 'https://evil.example.test/' }), 401, '60087'],
      [
        await call('POST', { ...keys, name: 'x', url: 'ftp://x', events: ['user_added'] }),
        400,
        '60098',
      ],
      [
        await call('POST', {
          ...keys,
          name: 'x',
          url: 'https://x.example.com',
          events: ['nothing'],
        }),
        400,
        '60098',
      ],
      [
        await call('POST', {
          ...keys,
          name: 'x'.repeat(10_000),
          url: 'https://x.example.com',
          events: ['user_added'],
        }),
        400,
        '60098',
      ],
      [await call('POST', keys), 400, '60098'],
    ] as const
    for (const [{ status, body }, expected, code] of refusals)
      expect([status, body.error_code]).toEqual([expected, code])
    expect((await ask(`DELETE /apps/${server.appId}/access-keys/${key.id}`)).status).toBe(200)
    expect((await ask(`DELETE /apps/${server.appId}/access-keys/${key.id}`)).status).toBe(404)
    expect((await call('GET', keys)).body.error_code).toBe('60072')
    // Neither key is anywhere in what an operator can read back.
    const { body } = await ask('GET /events?kind=operator_access_key_')
    expect(body.items.length).toBe(2)
    expect(JSON.stringify(body)).not.toContain(keys.access_key)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const unsigned = await server.app.inject({
      url: PATH,
      headers: form,
      payload: new URLSearchParams(keys).toString(),
    })
    expect(unsigned.statusCode).toBe(404)
  })

  it('have access keys with names that are names', async () => {
    const { server, ask } = await manager()
    for (const name of ['', ' ', 'x'.repeat(10_000), 7])
      expect((await ask(`POST /apps/${server.appId}/access-keys`, { name })).status).toBe(400)
    for (let made = 1; made < 20; made++)
      await ask(`POST /apps/${server.appId}/access-keys`, { name: `Key ${made}` })
    expect((await ask(`POST /apps/${server.appId}/access-keys`, { name: 'x' })).status).toBe(429)
  })
})
