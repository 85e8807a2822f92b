import { describe, expect, it } from 'vitest'
import { APP, DEVICE } from './bodies.ts'
import { type Answer, errorAnswer } from './canned-service.ts'
import { registeredDevice } from './device-under-test.ts'

const OWN = 'DELETE /device/v1/devices/1234567'

const away: Answer = (_, response) => {
  response.destroy()
  return undefined
}

describe('this device', () => {
  it('is renamed, tells its version, and sees the others', async () => {
    const { device, service } = await registeredDevice({
      'PATCH /device/v1/device': ({ body }) => ({
        body: {
          device: { ...DEVICE, ...JSON.parse(body) },
          phone: '+1 XXX-XXX-XX02',
          hasPush: true,
        },
      }),
      'GET /device/v1/devices': {
        body: { devices: [DEVICE, { ...DEVICE, id: 2, isThis: false }] },
      },
      'DELETE /device/v1/devices/2': {},
    })
    expect(await device.rename('Work')).toMatchObject({ name: 'Work' })
    expect(device.state()).toMatchObject({ device: { name: 'Work' } })
    expect(await device.reportVersion('1.1.0')).toMatchObject({ version: '1.1.0' })
    expect((await device.devices()).map(({ id }) => id)).toEqual([1_234_567, 2])
    await device.revoke(2)
    expect(device.state()).toMatchObject({ status: 'registered' })
    expect(service.heard.slice(0, 2).map(({ body }) => body)).toEqual([
      '{"name":"Work"}',
      '{"version":"1.1.0"}',
    ])
  })

  it('forgets everything when it revokes itself, but not when that failed', async () => {
    const { device, store } = await registeredDevice({ [OWN]: {} })
    await device.revoke(DEVICE.id)
    expect(await store.load()).toBeUndefined()
    const other = await registeredDevice({ [OWN]: errorAnswer(503, 'unavailable') })
    await expect(other.device.revoke(DEVICE.id)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await other.store.load()).toBeDefined()
  })

  it.each([
    ['answers', {}],
    ['is away', away],
    ['fails', errorAnswer(503, 'unavailable')],
    ['revoked it already', errorAnswer(401, 'revoked')],
    ['does not know it', errorAnswer(401, 'unauthorized')],
  ])('signs out, also where the service %s', async (_, answer) => {
    const { device, store } = await registeredDevice({ [OWN]: answer })
    await device.signOut()
    expect(await store.load()).toBeUndefined()
    expect(device.state()).toEqual({ status: 'new' })
    await expect(device.signOut()).rejects.toMatchObject({ code: 'not-registered' })
  })

  it('says where to push, with no more of a subscription than that takes', async () => {
    const { device, service } = await registeredDevice({
      'PUT /device/v1/device/push': {},
      'DELETE /device/v1/device/push': {},
    })
    const subscription = {
      endpoint: 'https://push.example.com/1',
      keys: { p256dh: 'B', auth: 'a' },
      expirationTime: null,
    }
    await device.setPush(subscription)
    await device.setPush(undefined)
    expect(service.heard.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', '{"endpoint":"https://push.example.com/1","keys":{"p256dh":"B","auth":"a"}}'],
      ['DELETE', ''],
    ])
  })

  it('ends the pause of an app', async () => {
    const { device } = await registeredDevice({
      'GET /device/v1/about': {
        body: { service: 'C', time: 1_700_000_000_000, vapidPublicKey: 'B' },
      },
      'GET /device/v1/apps': {
        body: { apps: [{ ...APP, pushesPausedAt: 1_700_000_000_000 }], tokens: null },
      },
      'POST /device/v1/apps/1/resume': {},
    })
    await device.syncApps()
    expect(device.apps()).toMatchObject([{ pushesPausedAt: 1_700_000_000_000 }])
    await device.resume(1)
    expect(device.apps()).toEqual([APP])
  })
})
