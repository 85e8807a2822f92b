import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ApprovalContent,
  approvalStatusAt,
  decideAnswer,
  decideRequest,
  numberFrom,
  shownDetails,
  type SignedAnswer,
} from '../../src/domain/approval-request.ts'

const NOW = 1_700_000_000_000

describe('whether a person is asked', () => {
  const user = { suspendedAt: undefined, pushesSinceSuccess: 0, pushesPausedAt: undefined }
  const device = { revokedAt: undefined }
  const rules = { isSandbox: false, pushesWithoutSuccess: 10 }

  test('a person with a device is', () => {
    expect(decideRequest(user, [device], rules)).toEqual({ result: 'ask' })
  })

  test.each([
    ['suspended', { ...user, suspendedAt: NOW }, [device], rules],
    ['unregistered', user, [], rules],
    ['no-device', user, [{ revokedAt: NOW }], rules],
    ['paused', { ...user, pushesPausedAt: NOW }, [device], rules],
    ['too-many-pushes', { ...user, pushesSinceSuccess: 10 }, [device], rules],
    ['ask', { ...user, pushesSinceSuccess: 9 }, [device], rules],
    ['ask', user, [{ revokedAt: NOW }, device], rules],
    ['ask', user, [], { ...rules, isSandbox: true }],
    ['suspended', { ...user, suspendedAt: NOW }, [], rules],
    ['paused', { ...user, pushesPausedAt: NOW, pushesSinceSuccess: 99 }, [device], rules],
  ])('%s', (result, who, devices, by) => {
    expect(decideRequest(who, devices, by).result).toBe(result)
  })
})

describe('the status at a moment', () => {
  test.each([
    ['pending', { status: 'pending', expiresAt: NOW + 1 }],
    ['expired', { status: 'pending', expiresAt: NOW }],
    ['pending', { status: 'pending', expiresAt: undefined }],
    ['approved', { status: 'approved', expiresAt: NOW - 1 }],
    ['denied', { status: 'denied', expiresAt: NOW - 1 }],
  ] as const)('%s', (status, request) => {
    expect(approvalStatusAt(request, NOW)).toBe(status)
  })
})

describe('what counts as an answer', () => {
  const content: ApprovalContent = {
    appName: 'Acme',
    askedWith: '',
    message: 'Transfer',
    details: [
      ['Amount', 5],
      ['Urgent', true],
      ['Note', null],
    ],
    hiddenDetails: [['ip', '10.0.0.1']],
    logos: null,
    requestedFrom: '203.0.113.7',
    secondsToExpire: 60,
    number: '42',
  }
  const request = {
    uuid: 'u',
    appId: 1,
    status: 'pending' as const,
    createdAt: NOW - 1_000,
    expiresAt: NOW + 59_000,
    content,
  }
  const signed: SignedAnswer = {
    uuid: 'u',
    app: { id: 1, name: 'Acme' },
    message: 'Transfer',
    details: [
      ['Amount', '5'],
      ['Urgent', 'true'],
      ['Note', ''],
    ],
    requestedAt: NOW - 1_000,
    requestedFrom: '203.0.113.7',
    answer: 'approved',
    number: '42',
    notMe: false,
  }

  test('one that was signed over what was shown', () => {
    expect(decideAnswer(request, signed, NOW)).toEqual({ result: 'accept', status: 'approved' })
  })

  test.each([
    ['uuid', { uuid: 'v' }],
    ['app', { app: { id: 2, name: 'Acme' } }],
    ['app', { app: { id: 1, name: 'Acme ' } }],
    ['message', { message: 'transfer' }],
    ['details', { details: [] }],
    ['details', { details: signed.details.toReversed() }],
    ['details', { details: [...signed.details, ['More', '']] as const }],
    ['requestedAt', { requestedAt: NOW }],
    ['requestedFrom', { requestedFrom: null }],
  ])('not one with another %s', (field, change) => {
    const decision = decideAnswer(request, { ...signed, ...change }, NOW)
    expect(decision).toEqual({ result: 'altered', field })
  })

  test.each([
    [{ result: 'wrong-number' }, request, { ...signed, number: '41' }, NOW],
    [{ result: 'wrong-number' }, request, { ...signed, number: null }, NOW],
    [
      { result: 'wrong-number' },
      { ...request, content: { ...content, number: null } },
      signed,
      NOW,
    ],
    [
      { result: 'accept', status: 'denied' },
      request,
      { ...signed, answer: 'denied', number: null },
      NOW,
    ],
    [{ result: 'expired' }, request, signed, NOW + 59_000],
    [{ result: 'not-pending', status: 'denied' }, { ...request, status: 'denied' }, signed, NOW],
    [
      { result: 'not-pending', status: 'approved' },
      { ...request, status: 'approved' },
      { ...signed, message: 'x' },
      NOW + 99_000,
    ],
  ] as const)('%j', (decision, asked, said, now) => {
    expect(decideAnswer(asked, said, now)).toEqual(decision)
  })

  test('no change of what was shown is accepted', () => {
    const texts = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 4 })
    fc.assert(
      fc.property(texts, texts, (asked, shown) => {
        const question = { ...request, content: { ...content, details: asked, number: null } }
        const said = { ...signed, details: shown, number: null }
        const isSame = JSON.stringify(asked) === JSON.stringify(shown)
        const { result } = decideAnswer(question, said, NOW)
        expect(result).toBe(isSame ? 'accept' : 'altered')
      }),
    )
  })
})

test('details are shown as text, in their order', () => {
  expect(shownDetails(null)).toEqual([])
  expect(
    shownDetails([
      ['2', 1.5],
      ['1', false],
    ]),
  ).toEqual([
    ['2', '1.5'],
    ['1', 'false'],
  ])
})

test('a number has two digits and no leading zero', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 2 }), (bytes) => {
      expect(numberFrom(bytes)).toMatch(/^[1-9]\d$/)
    }),
  )
})
