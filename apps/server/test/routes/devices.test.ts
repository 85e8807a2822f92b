import { describe, expect, test } from 'vitest'
import { testServer } from '../test-server.ts'
import { register } from './person.ts'
import { registerDevice, softToken } from './test-device.ts'

const OTHER_PHONE = '+15551230000'

test('a device is renamed, and the others see it', async () => {
  const server = await testServer()
  const phone = await registerDevice(server)
  const tablet = await registerDevice(server, { name: 'Tablet' })
  const renamed = await phone.call('PATCH /device', { name: 'Mobile', version: '1.1.0' })
  expect(renamed.body.device).toMatchObject({ name: 'Mobile', version: '1.1.0' })
  const seen = await tablet.call('GET /devices')
  expect(seen.body.devices).toMatchObject([
    { id: tablet.id(), isThis: true },
    { id: phone.id(), isThis: false, name: 'Mobile' },
  ])
  expect((await phone.call('PATCH /device', { name: '' })).body.error.code).toBe('invalid')
})

test('a revoked device is out at once, and so is its token; the other stays', async () => {
  const server = await testServer()
  const id = await register(server)
  const phone = await registerDevice(server)
  const tablet = await registerDevice(server, { name: 'Tablet' })
  const lost = await softToken(server, tablet, server.appId)
  const kept = await softToken(server, phone, server.appId)
  expect((await phone.call(`DELETE /devices/${tablet.id()}`)).status).toBe(200)
  const refused = await tablet.call('GET /device')
  expect([refused.status, refused.body.error.code]).toEqual([401, 'revoked'])
  expect((await server.call(`GET /verify/${lost}/${id}`)).status).toBe(401)
  expect((await server.call(`GET /verify/${kept}/${id}`)).status).toBe(200)
  expect((await phone.call(`DELETE /devices/${tablet.id()}`)).status).toBe(404)
})

test('nobody revokes, reads or lists what is another person’s', async () => {
  const server = await testServer()
  const device = await registerDevice(server)
  const stranger = await registerDevice(server, { phone: OTHER_PHONE })
  expect((await stranger.call(`DELETE /devices/${device.id()}`)).status).toBe(404)
  expect((await stranger.call('GET /devices')).body.devices).toHaveLength(1)
  expect((await device.call('GET /device')).status).toBe(200)
})

describe('apps and tokens', () => {
  test('each device has a secret of its own, seven digits in ten seconds', async () => {
    const server = await testServer()
    await register(server)
    const phone = await registerDevice(server)
    const tablet = await registerDevice(server)
    const listed = await phone.call('GET /apps')
    expect(listed.body.apps).toEqual([
      { id: server.appId, name: 'Acme', logoUrl: null, hasToken: true, pushesPausedAt: null },
    ])
    expect(listed.text).not.toContain('secret')
    const { tokens } = await phone.open(listed.body.tokens)
    expect(tokens).toMatchObject([{ appId: server.appId, digits: 7, periodSeconds: 10 }])
    const again = await phone.open((await phone.call('GET /apps')).body.tokens)
    expect(again.tokens).toEqual(tokens)
    const others = await tablet.open((await tablet.call('GET /apps')).body.tokens)
    expect(others.tokens[0]?.secret).not.toBe(tokens[0]?.secret)
  })

  test('only where the app syncs tokens; turned off, the ones it had are over', async () => {
    const server = await testServer()
    const id = await register(server)
    const device = await registerDevice(server)
    const token = await softToken(server, device, server.appId)
    await server.set('syncTokens', 'false')
    await server.set('logoUrl', 'https://acme.example.test/logo.png')
    const listed = await device.call('GET /apps')
    expect(listed.body).toMatchObject({
      apps: [{ hasToken: false, logoUrl: 'https://acme.example.test/logo.png' }],
      tokens: null,
    })
    expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(401)
  })

  test('a removal ends them, and a return begins anew', async () => {
    const server = await testServer()
    const id = await register(server)
    const device = await registerDevice(server)
    const token = await softToken(server, device, server.appId)
    await server.call(`POST /users/${id}/delete`)
    expect((await device.call('GET /apps')).body.apps).toEqual([])
    await register(server)
    expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(401)
    const fresh = await softToken(server, device, server.appId)
    server.clock.advance(10_000)
    const next = await softToken(server, device, server.appId)
    expect((await server.call(`GET /verify/${fresh}/${id}`)).status).toBe(200)
    expect((await server.call(`GET /verify/${next}/${id}`)).status).toBe(200)
  })

  test('pushes of an app that the person is not in cannot be resumed', async () => {
    const server = await testServer()
    const device = await registerDevice(server)
    expect((await device.call(`POST /apps/${server.appId}/resume`)).status).toBe(404)
    expect((await device.call('POST /apps/x/resume')).status).toBe(404)
  })
})

test('the service tells what an authenticator must know before it is registered', async () => {
  const server = await testServer()
  const about = await server.app.inject('/device/v1/about')
  expect(about.json()).toMatchObject({ service: 'Countersign', time: server.clock.now() })
  expect(about.headers['access-control-allow-origin']).toBe('*')
  const unknown = await server.app.inject('/device/v1/nothing')
  expect([unknown.statusCode, unknown.json().error.code]).toEqual([404, 'not-found'])
})
