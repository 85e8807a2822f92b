import { describe, expect, it } from 'vitest'
import { type DeviceError, openDevice } from '@countersign/device'
import { DEVICE, REGISTRATION } from './bodies.ts'
import { type Answer, errorAnswer, routes } from './canned-service.ts'
import { newDevice, REGISTER, registeredDevice, START, verified } from './device-under-test.ts'

const REGISTER_PATH = 'POST /device/v1/registrations'
const created = { status: 201, body: { registration: REGISTRATION } }
const COMPLETE = 'POST /device/v1/registrations/9f1c/complete'
const LOOK = 'GET /device/v1/registrations/9f1c'
const own = { body: { device: DEVICE, phone: '+1 XXX-XXX-XX02', hasPush: false } }

const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => 'none',
    (error: DeviceError) => error.code,
  )

describe('registering', () => {
  it('goes from new to registered, and outlives the process at every step', async () => {
    const { device, service, store, options } = await newDevice(
      routes({
        [REGISTER_PATH]: created,
        'POST /device/v1/registrations/9f1c/send': {
          body: { registration: { ...REGISTRATION, via: 'call' } },
        },
        [COMPLETE]: { body: { device: DEVICE } },
        'GET /device/v1/device': own,
      }),
    )
    expect(device.state()).toEqual({ status: 'new' })
    expect(await device.register(REGISTER)).toEqual(REGISTRATION)
    expect(device.state()).toEqual({ status: 'registering', registration: REGISTRATION })

    const again = await openDevice(options)
    expect(again.state()).toEqual({ status: 'registering', registration: REGISTRATION })
    expect(await again.sendAgain('call')).toMatchObject({ via: 'call' })
    expect(await again.complete('123456')).toEqual(DEVICE)
    const registered = { status: 'registered', device: DEVICE, phone: '+1 XXX-XXX-XX02' }
    expect(again.state()).toEqual(registered)
    expect((await openDevice(options)).state()).toEqual(registered)

    const [first, , third] = service.heard.map(({ body }) => body)
    const stored = await store.load()
    const { signingKey, agreementKey, ...rest } = JSON.parse(first ?? '')
    expect(rest).toEqual(REGISTER)
    expect(signingKey).toEqual(stored?.keys.signing.publicJwk)
    expect(agreementKey).toEqual(stored?.keys.agreement.publicJwk)
    expect(third).toBe('{"code":"123456"}')
    for (const [index, { headers }] of service.heard.entries()) {
      const { header } = await verified(headers.authorization, signingKey)
      expect(header).toMatchObject(index < 3 ? { jwk: signingKey } : { kid: '1234567' })
    }
    expect(JSON.stringify(stored)).not.toContain('3173389302')
  })

  it('keeps no keys where it was refused', async () => {
    const { device, store } = await newDevice(() =>
      errorAnswer(400, 'invalid', { fields: { phone: 'is not a phone number' } }),
    )
    await expect(device.register(REGISTER)).rejects.toMatchObject({
      code: 'invalid',
      fields: { phone: 'is not a phone number' },
    })
    expect(await store.load()).toBeUndefined()
  })

  it('leaves the language out where none is given', async () => {
    const { device, service } = await newDevice(() => created)
    await device.register({ ...REGISTER, locale: undefined })
    expect(JSON.parse(service.heard[0]?.body ?? '')).not.toHaveProperty('locale')
  })

  it('makes other keys each time', async () => {
    const { device, service } = await newDevice(() => created)
    await device.register(REGISTER)
    await device.cancelRegistration()
    expect(device.state()).toEqual({ status: 'new' })
    await device.register(REGISTER)
    const [one, two] = service.heard.map(({ body }) => JSON.parse(body).signingKey.x)
    expect(one).not.toBe(two)
  })

  it('is refused to one that is registered, and the steps of it to one that is not at it', async () => {
    const { device } = await registeredDevice({})
    expect(await codeOf(device.register(REGISTER))).toBe('already-registered')
    expect(await codeOf(device.complete('123456'))).toBe('not-registered')
    await device.cancelRegistration()
    expect(device.state()).toMatchObject({ status: 'registered' })
    const { device: fresh } = await newDevice(() => created)
    expect(await codeOf(fresh.sendAgain('sms'))).toBe('not-registered')
    expect(await codeOf(fresh.waitUntilLetIn())).toBe('not-registered')
    await fresh.cancelRegistration()
  })

  it('is completed although the answer to the right code was lost', async () => {
    const { device } = await newDevice(
      routes({
        [REGISTER_PATH]: created,
        [COMPLETE]: (_, response) => {
          response.destroy()
          return undefined
        },
        [LOOK]: { body: { registration: { ...REGISTRATION, status: 'complete', device: DEVICE } } },
        'GET /device/v1/device': own,
      }),
    )
    await device.register(REGISTER)
    expect(await device.complete('123456')).toEqual(DEVICE)
  })

  it('goes on after a wrong code, which no message repeats', async () => {
    const { device } = await newDevice(
      routes({
        [REGISTER_PATH]: created,
        [COMPLETE]: errorAnswer(409, 'wrong-code', { triesLeft: 4 }),
      }),
    )
    await device.register(REGISTER)
    const error: unknown = await device.complete('987654').catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'wrong-code', triesLeft: 4 })
    expect(String(error)).not.toContain('987654')
    expect(device.state()).toMatchObject({ status: 'registering' })
  })

  it('is complete where only the phone could not be fetched', async () => {
    const { device } = await registeredDevice({
      'GET /device/v1/device': errorAnswer(503, 'unavailable'),
    })
    expect(device.state()).toEqual({ status: 'registered', device: DEVICE, phone: '' })
  })
})

const letIn = async (...answers: readonly Answer[]) => {
  let count = 0
  const made = await newDevice(
    routes({
      [REGISTER_PATH]: {
        status: 201,
        body: { registration: { ...REGISTRATION, via: 'device', number: '42' } },
      },
      [LOOK]: (heard, response) => answers[count++]?.(heard, response) ?? undefined,
      'GET /device/v1/device': own,
    }),
  )
  await made.device.register({ ...REGISTER, via: 'device' })
  made.service.heard.length = 0
  return made
}
const status =
  (status: string, more: object = {}): Answer =>
  () => ({ body: { registration: { ...REGISTRATION, status, ...more } } })

const away: Answer = () => errorAnswer(503, 'unavailable')

describe('waiting to be let in', () => {
  it('asks again and again until it is', async () => {
    const { device, service, waits } = await letIn(
      status('pending'),
      status('pending'),
      status('complete', { device: DEVICE }),
    )
    expect(await device.waitUntilLetIn()).toMatchObject({ status: 'complete', device: DEVICE })
    expect(device.state()).toMatchObject({ status: 'registered', phone: '+1 XXX-XXX-XX02' })
    expect(service.heard.slice(0, 3).map(({ url }) => url)).toEqual(
      Array.from({ length: 3 }, () => '/device/v1/registrations/9f1c?wait=25'),
    )
    expect(waits.pauses).toHaveLength(2)
  })

  it.each(['refused', 'expired'])('forgets the keys when it is %s', async (end) => {
    const { device, store } = await letIn(status(end))
    expect(await device.waitUntilLetIn()).toMatchObject({ status: end })
    expect(device.state()).toEqual({ status: 'new' })
    expect(await store.load()).toBeUndefined()
  })

  it('goes on when the service was away, and gives up when time is up', async () => {
    const { device, waits, clock } = await letIn(away, away, away, away)
    waits.onPause = () => {
      if (waits.pauses.length === 3) clock.now = REGISTRATION.expiresAt
    }
    expect(await codeOf(device.waitUntilLetIn())).toBe('unavailable')
    expect(waits.pauses).toHaveLength(3)
    expect(device.state()).toMatchObject({ status: 'registering' })
  })

  it('ends when nobody waits any more', async () => {
    const stop = new AbortController()
    const { device } = await letIn(() => {
      stop.abort()
      return undefined
    })
    await expect(device.waitUntilLetIn(stop.signal)).rejects.toThrow(/aborted/)
    expect(device.state()).toMatchObject({ status: 'registering' })
  })

  it('takes a longer time for an answer than any other request', async () => {
    const { device, waits } = await letIn(() => {
      waits.elapse(30_000)
      return { body: { registration: { ...REGISTRATION, status: 'complete', device: DEVICE } } }
    })
    expect(await device.waitUntilLetIn()).toMatchObject({ status: 'complete' })
    expect(device.serverNow()).toBe(START)
  })
})
