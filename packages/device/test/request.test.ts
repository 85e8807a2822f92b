import { describe, expect, it } from 'vitest'
import { type DeviceError, openDevice } from '@countersign/device'
import { APP, APPROVAL, DEVICE } from './bodies.ts'
import { type Answer, errorAnswer } from './canned-service.ts'
import { newDevice, REGISTER, registeredDevice, START, verified } from './device-under-test.ts'

const APPROVALS = 'GET /device/v1/approvals'
const ANSWER = `POST /device/v1/approvals/${APPROVAL.uuid}/answer`

const caught = async (work: Promise<unknown>): Promise<Partial<DeviceError>> =>
  await work.then(
    () => ({}),
    (error: DeviceError) => error,
  )

describe('an error of the service', () => {
  it.each([
    [400, 'invalid', { fields: { name: 'is too long' } }, {}],
    [401, 'unauthorized', {}, {}],
    [401, 'replayed', {}, {}],
    [404, 'not-found', {}, {}],
    [
      409,
      'not-pending',
      { status: 'denied', authyCode: '60079' },
      { approvalStatus: 'denied', authyCode: '60079' },
    ],
    [409, 'expired', { authyCode: '60079' }, {}],
    [409, 'altered', { field: 'message' }, {}],
    [409, 'wrong-number', { triesLeft: 2 }, {}],
    [409, 'wrong-code', { triesLeft: 0 }, {}],
    [409, 'refused', {}, {}],
    [429, 'too-many', { retryAt: START + 1 }, {}],
    [503, 'unavailable', {}, {}],
  ])('%d %s is told by its code, with its facts', async (status, code, facts, other) => {
    const { device, service } = await registeredDevice({
      [ANSWER]: errorAnswer(status, code, facts),
    })
    const { status: _, ...same } = { status: undefined, ...facts }
    expect(await caught(device.deny(APPROVAL))).toMatchObject({
      name: 'DeviceError',
      code,
      message: `It was ${code}.`,
      ...same,
      ...other,
      status,
    })
    expect(service.heard).toHaveLength(1)
  })

  it.each([
    ['a page of a proxy', 502, '<html>Bad gateway</html>', 'unavailable'],
    ['another service’s error', 404, '{"error":"no"}', 'bad-answer'],
    ['a code that nobody knows', 409, '{"error":{"code":"tired","message":"m"}}', 'bad-answer'],
    ['a page that is no JSON', 200, '<html>Please log in</html>', 'bad-answer'],
    ['JSON of another shape', 200, '{"approvals":[{}]}', 'bad-answer'],
    ['nothing', 200, '', 'bad-answer'],
  ])('%s is told as such', async (_, status, body, code) => {
    const { device } = await registeredDevice({ [APPROVALS]: { status, body } })
    expect(await caught(device.approvals())).toMatchObject({ code })
  })

  it('is a redirect: it is not followed with what was signed for another path', async () => {
    const { device, service } = await registeredDevice({
      [APPROVALS]: { status: 308, headers: { location: '/elsewhere' } },
    })
    expect(await caught(device.approvals())).toMatchObject({ code: 'bad-answer', status: 308 })
    expect(service.heard).toHaveLength(1)
  })

  it('never repeats what was answered', async () => {
    const { device } = await registeredDevice({
      'GET /device/v1/about': { body: { service: 'C', time: START, vapidPublicKey: 'B' } },
      'GET /device/v1/apps': { body: { apps: [{ ...APP, id: 'GEZDGNBV' }], tokens: null } },
    })
    const error = await caught(device.syncApps())
    expect(error.message).toBe('GET /device/v1/apps.apps[0].id: expected a whole number.')
  })
})

describe('a device whose clock is wrong', () => {
  const serverTime = START + 3_600_000

  it('learns the time, signs once more with it, the answer too, and remembers', async () => {
    let count = 0
    const { device, service, store, options } = await registeredDevice({
      [ANSWER]: () => {
        count += 1
        return count === 1
          ? errorAnswer(401, 'clock', { serverTime })
          : { body: { approval: APPROVAL } }
      },
    })
    await device.approve(APPROVAL, { number: '42' })
    const publicJwk = (await store.load())?.keys.signing.publicJwk ?? {}
    const times: unknown[] = []
    for (const { headers, body } of service.heard) {
      const { claims } = await verified(headers.authorization, publicJwk)
      const { statement } = JSON.parse(body)
      const answer = await verified(`Device ${statement}`, publicJwk)
      times.push([claims['time'], answer.claims['answeredAt']])
    }
    expect(times).toEqual([
      [START, START],
      [serverTime, serverTime],
    ])
    expect((await openDevice(options)).serverNow()).toBe(serverTime)
  })

  it('learns it before it is registered, and tries no more than once', async () => {
    const { device, service } = await newDevice(() => errorAnswer(401, 'clock', { serverTime }))
    expect(await caught(device.register(REGISTER))).toMatchObject({ code: 'clock', serverTime })
    expect(service.heard).toHaveLength(2)
    expect(device.serverNow()).toBe(serverTime)
    expect(device.state()).toEqual({ status: 'new' })
  })

  it('takes the delay of the network for no difference', async () => {
    const { device } = await newDevice(() => ({
      body: { service: 'Countersign', time: START + 900, vapidPublicKey: 'B' },
    }))
    await device.about()
    expect(device.serverNow()).toBe(START)
  })
})

const hangUp: Answer = (_, response) => {
  response.destroy()
  return undefined
}

describe('a request without an answer', () => {
  it('is made again where that is harmless, each time signed anew', async () => {
    let count = 0
    const { device, service, waits } = await registeredDevice({
      [APPROVALS]: (heard, response) => {
        count += 1
        return count < 3 ? hangUp(heard, response) : { body: { approvals: [APPROVAL] } }
      },
    })
    expect(await device.approvals()).toEqual([APPROVAL])
    expect(new Set(service.heard.map(({ headers }) => headers.authorization)).size).toBe(3)
    const [first = 0, second = 0] = waits.pauses
    expect([first >= 200 && first <= 400, second >= 400 && second <= 800]).toEqual([true, true])
  })

  it('is given up after three times', async () => {
    const { device, service } = await registeredDevice({ [APPROVALS]: hangUp })
    expect(await caught(device.approvals())).toMatchObject({ code: 'offline', status: undefined })
    expect(service.heard).toHaveLength(3)
  })

  it('is not made again where it may have been done', async () => {
    const { device, service } = await registeredDevice({ [ANSWER]: hangUp })
    expect(await caught(device.approve(APPROVAL))).toMatchObject({ code: 'offline' })
    expect(service.heard).toHaveLength(1)
  })

  it('is given up after half a minute', async () => {
    const { device, service, waits } = await registeredDevice({
      [ANSWER]: () => {
        waits.elapse(30_000)
        return undefined
      },
    })
    expect(await caught(device.deny(APPROVAL))).toMatchObject({ code: 'offline' })
    expect(service.heard).toHaveLength(1)
  })

  it('may break off in the middle of the answer', async () => {
    const { device } = await registeredDevice({
      [ANSWER]: (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"appro', () => response.destroy())
        return undefined
      },
    })
    expect(await caught(device.deny(APPROVAL))).toMatchObject({ code: 'offline' })
  })
})

describe('a device that was revoked', () => {
  it('forgets its keys and everything else', async () => {
    const { device, store } = await registeredDevice({ [APPROVALS]: errorAnswer(401, 'revoked') })
    expect(await caught(device.approvals())).toMatchObject({ code: 'revoked' })
    expect(await store.load()).toBeUndefined()
    expect(device.state()).toEqual({ status: 'new' })
    expect(await caught(device.approvals())).toMatchObject({ code: 'not-registered' })
  })

  it('does not take another one with it that registered meanwhile', async () => {
    const { device, store, options } = await registeredDevice({
      [APPROVALS]: errorAnswer(401, 'revoked'),
    })
    await store.clear()
    const other = await openDevice(options)
    await other.register(REGISTER)
    expect(await caught(device.approvals())).toMatchObject({ code: 'revoked' })
    expect(await store.load()).toBeDefined()
    expect(other.state()).toMatchObject({ status: 'registering' })
  })
})

describe('a store that another tab or process emptied', () => {
  it('stays empty, whatever this one still does', async () => {
    const { device, store } = await registeredDevice({
      'GET /device/v1/device': {
        body: { device: DEVICE, phone: '+1 XXX-XXX-XX02', hasPush: false },
      },
    })
    await store.clear()
    await device.refresh()
    expect(await store.load()).toBeUndefined()
    expect(device.state()).toEqual({ status: 'new' })
  })
})

it.each([
  'ftp://2fa.example.com',
  '2fa.example.com',
  'https://2fa.example.com/path',
  'https://a@b',
  '',
])('the base URL %j is refused', async (baseUrl) => {
  const { options } = await newDevice(() => ({}))
  await expect(openDevice({ ...options, baseUrl })).rejects.toThrow(TypeError)
})
