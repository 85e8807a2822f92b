import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { APPROVAL, REQUEST } from './bodies.ts'
import { registeredDevice, START, verified } from './device-under-test.ts'

const ANSWER = `POST /device/v1/approvals/${APPROVAL.uuid}/answer`
const answered = {
  ...APPROVAL,
  status: 'approved',
  answeredAt: START,
  answeredBy: { id: 1, name: 'x' },
}

describe('an answer', () => {
  it.each([
    ['approve', { number: '42' }, { answer: 'approved', number: '42', notMe: false }],
    ['approve', {}, { answer: 'approved', number: null, notMe: false }],
    ['deny', {}, { answer: 'denied', number: null, notMe: false }],
    ['deny', { notMe: true }, { answer: 'denied', number: null, notMe: true }],
  ] as const)('by %s with %j says so', async (act, options, says) => {
    const { device, service } = await registeredDevice({
      [ANSWER]: { body: { approval: answered } },
    })
    expect(await device[act](APPROVAL, options)).toEqual(answered)
    const { statement } = JSON.parse(service.heard[0]?.body ?? '')
    expect(decodeJwt(statement)).toMatchObject({ ...says, answeredAt: START })
  })

  it('has no number where none is needed', async () => {
    const { device, service } = await registeredDevice({
      [ANSWER]: { body: { approval: answered } },
    })
    await device.approve({ ...APPROVAL, needsNumber: false }, { number: '42' })
    const { statement } = JSON.parse(service.heard[0]?.body ?? '')
    expect(decodeJwt(statement)['number']).toBeNull()
  })

  it('is over what was shown, and asks for nothing else', async () => {
    const { device, service, store } = await registeredDevice({
      [ANSWER]: { body: { approval: answered } },
    })
    const shown = { ...APPROVAL, message: 'Pay Ana 5 €', details: [['To', 'Ana']] as const }
    await device.approve(shown)
    expect(service.heard).toHaveLength(1)
    const { statement } = JSON.parse(service.heard[0]?.body ?? '')
    const publicJwk = (await store.load())?.keys.signing.publicJwk ?? {}
    const { claims } = await verified(`Device ${statement}`, publicJwk)
    expect(claims).toMatchObject({ message: 'Pay Ana 5 €', details: [['To', 'Ana']] })
  })
})

describe('what a device fetches', () => {
  it('is the pending ones unless told, with what it does not know left out', async () => {
    const { device, service } = await registeredDevice({
      'GET /device/v1/approvals': {
        body: { approvals: [{ ...APPROVAL, colour: 'red' }], more: 1 },
      },
      [`GET /device/v1/approvals/${APPROVAL.uuid}`]: { body: { approval: APPROVAL } },
      [`POST /device/v1/approvals/${APPROVAL.uuid}/not-me`]: {
        body: { approval: { ...APPROVAL, status: 'expired', notMe: true } },
      },
    })
    expect(await device.approvals()).toEqual([APPROVAL])
    expect(await device.approval(APPROVAL.uuid)).toEqual(APPROVAL)
    expect(await device.reportNotMe(APPROVAL.uuid)).toMatchObject({ notMe: true })
    expect(service.heard.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/device/v1/approvals?status=pending', ''],
      ['GET', `/device/v1/approvals/${APPROVAL.uuid}`, ''],
      ['POST', `/device/v1/approvals/${APPROVAL.uuid}/not-me`, ''],
    ])
  })

  it('stays inside its path, whatever an id looks like', async () => {
    const { device, service } = await registeredDevice({})
    await expect(device.approval('../../protected/json')).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(service.heard[0]?.url).toBe('/device/v1/approvals/..%2F..%2Fprotected%2Fjson')
  })
})

describe('a further device', () => {
  it.each([
    ['approved', '42', '42'],
    ['denied', '42', null],
    ['denied', undefined, null],
  ] as const)('is %s with the number %s', async (answer, number, signed) => {
    const { device, service } = await registeredDevice({
      'GET /device/v1/registration-requests': { body: { requests: [REQUEST] } },
      'POST /device/v1/registration-requests/7c2d/answer': {},
    })
    const [request] = await device.registrationRequests()
    expect(request).toEqual(REQUEST)
    await device.answerRegistration(request ?? REQUEST, answer, number)
    const { statement } = JSON.parse(service.heard[1]?.body ?? '')
    expect(decodeJwt(statement)).toEqual({
      id: '7c2d',
      name: "Ana's tablet",
      system: 'ios',
      answer,
      number: signed,
      answeredAt: START,
    })
  })
})
