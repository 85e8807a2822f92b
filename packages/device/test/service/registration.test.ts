import { describe, expect, test } from 'vitest'
import { memoryStore, openDevice } from '@countersign/device'
import { newestToken, PHONE } from '../../../../apps/server/test/routes/person.ts'
import { otherThan, personWithDevice } from './person-with-device.ts'

const REGISTER = {
  phone: PHONE,
  via: 'sms',
  name: 'Tablet',
  system: 'ios',
  version: '1.0.0',
} as const

describe('a registration at the service', () => {
  test('goes through, although the clock of the device is wrong by years, and outlives the process', async () => {
    const { server, open } = await personWithDevice()
    const store = memoryStore()
    const device = await open({ store, now: Date.now })
    const registration = await device.register(REGISTER)
    expect(registration).toMatchObject({ via: 'sms', status: 'pending', number: null })
    expect(Math.abs(device.serverNow() - server.clock.now())).toBeLessThan(60_000)
    const code = await newestToken(server)
    expect(code).toHaveLength(registration.codeDigits)
    await expect(device.complete(otherThan(code))).rejects.toMatchObject({
      code: 'wrong-code',
      triesLeft: 4,
    })
    await expect(device.sendAgain('sms')).rejects.toMatchObject({
      code: 'too-many',
      retryAt: registration.resendAt,
    })
    const again = await open({ store, now: Date.now })
    expect(await again.complete(code)).toMatchObject({ name: 'Tablet', isThis: true })
    expect(again.state()).toMatchObject({
      status: 'registered',
      phone: expect.stringMatching(/XX02$/),
    })
  })

  test('is refused with the field that is wrong, and says nothing of a number that nobody has', async () => {
    const { open } = await personWithDevice()
    const device = await open()
    await expect(device.register({ ...REGISTER, name: 'x'.repeat(41) })).rejects.toMatchObject({
      code: 'invalid',
      fields: { name: expect.any(String) },
    })
    expect(await device.register({ ...REGISTER, phone: '+13173389399' })).toMatchObject({
      status: 'pending',
    })
  })

  test('by a device that there is: refused, let in with the number, and not with another', async () => {
    const { device, open } = await personWithDevice()
    const first = await open()
    await first.register({ ...REGISTER, via: 'device' })
    const refused = first.waitUntilLetIn()
    const [one] = await device.registrationRequests()
    if (one === undefined) throw new Error('Nobody asked.')
    await device.answerRegistration(one, 'denied')
    expect(await refused).toMatchObject({ status: 'refused' })
    expect(first.state()).toEqual({ status: 'new' })

    const second = await open()
    const { number } = await second.register({ ...REGISTER, via: 'device' })
    const letIn = second.waitUntilLetIn()
    const [two] = await device.registrationRequests()
    if (two === undefined || number === null) throw new Error('Nobody asked.')
    expect(two).toMatchObject({ name: 'Tablet', system: 'ios' })
    await expect(
      device.answerRegistration(two, 'approved', otherThan(number)),
    ).rejects.toMatchObject({ code: 'wrong-number', triesLeft: 2 })
    await expect(
      device.answerRegistration({ ...two, name: 'My own' }, 'approved', number),
    ).rejects.toMatchObject({ code: 'altered', field: 'name' })
    await device.answerRegistration(two, 'approved', number)
    expect(await letIn).toMatchObject({ status: 'complete' })
    expect(second.state()).toMatchObject({
      status: 'registered',
      device: { registeredVia: 'device' },
    })
    expect((await device.devices()).map(({ name }) => name)).toEqual(['Phone', 'Tablet'])
  })
})

describe('a registered device', () => {
  test('is renamed, tells its version, and is ended by another one', async () => {
    const { device, registered, store } = await personWithDevice()
    const other = await registered('Laptop')
    expect(await device.rename('Red phone')).toMatchObject({ name: 'Red phone' })
    expect(await device.reportVersion('1.1.0')).toMatchObject({ version: '1.1.0' })

    const [, red] = await other.devices()
    expect(red).toMatchObject({ name: 'Red phone', isThis: false })
    await other.revoke(red?.id ?? 0)
    await expect(device.approvals()).rejects.toMatchObject({ code: 'revoked' })
    expect(device.state()).toEqual({ status: 'new' })
    expect(await store.load()).toBeUndefined()
  })

  test('signs out, and its key is good for nothing any more', async () => {
    const { device, store, open, registered } = await personWithDevice()
    const kept = await store.load()
    const other = await registered('Laptop')
    await device.signOut()
    expect((await other.devices()).map(({ name }) => name)).toEqual(['Laptop'])
    const stolen = memoryStore()
    if (kept !== undefined) await stolen.save(kept)
    const thief = await open({ store: stolen })
    await expect(thief.approvals()).rejects.toMatchObject({ code: 'revoked' })
  })

  test('shows tokens that verify, after the service is gone too', async () => {
    const { server, authyId, device, store } = await personWithDevice()
    expect(await device.syncApps()).toMatchObject([{ name: 'Acme', hasToken: true }])
    const offline = await openDevice({
      baseUrl: 'http://127.0.0.1:1',
      store,
      now: server.clock.now,
    })
    const [token] = offline.tokens()
    expect(token).toMatchObject({ appName: 'Acme', periodSeconds: 10 })
    const verify = async (digits = '') =>
      (await server.call(`GET /verify/${digits}/${authyId}?force=true`)).status
    expect(await verify(token?.token)).toBe(200)
    server.clock.advance((token?.validUntil ?? 0) - server.clock.now())
    expect(offline.tokens()[0]?.token).toBe(token?.next)
    expect(await verify(token?.next)).toBe(200)
  })

  test('knows the service', async () => {
    const { device, server } = await personWithDevice()
    expect(await device.about()).toEqual({
      service: 'Countersign',
      time: server.clock.now(),
      vapidPublicKey: expect.any(String),
    })
  })
})
