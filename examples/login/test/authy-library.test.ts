import createClient from 'authy'
import { expect, test } from 'vitest'
import type { ApprovalNotAsked, TokenRefused } from '@countersign/client'
import type { AuthenticationService } from '../src/authentication-service.ts'
import { approveNewest, isIn, logIn, openBank, signUp } from './harness.ts'

// The same app with npm `authy` 1.4.0, as it was published for Authy. The second argument of its constructor
// is all that names our server: it is the server that matters, and not the library.

interface Failure {
  readonly error_code?: string
}

type Callback = (error: unknown, body: unknown) => void

/** As much of its answers as is looked at. */
interface Answer {
  readonly user: { readonly id: number }
  readonly status: { readonly registered: boolean }
  readonly cellphone: string
  readonly device: { readonly os_type: string }
  readonly approval_request: {
    readonly uuid: string
    readonly status: 'pending' | 'approved' | 'denied' | 'expired'
    readonly not_me?: boolean
    readonly number_matching?: { readonly code: string }
  }
}

/** What the library hands over: the body of a 200, or as its error the body of any other answer. */
function called(
  call: (callback: Callback) => void,
): Promise<
  { readonly ok: true; readonly body: Answer } | { readonly ok: false; readonly code: string }
> {
  return new Promise((resolve, reject) => {
    call((error, body) => {
      if (error === null) resolve({ ok: true, body: body as Answer })
      else if (error instanceof Error) reject(error)
      else resolve({ ok: false, code: (error as Failure).error_code ?? '' })
    })
  })
}

const ASK_REFUSALS: Readonly<Record<string, ApprovalNotAsked>> = {
  '60026': 'unknown-user',
  '60050': 'no-device',
  '60051': 'no-device',
  '60003': 'throttled',
  '60017': 'suspended',
}

const TOKEN_REFUSALS: Readonly<Record<string, TokenRefused>> = {
  '60020': 'invalid',
  '60019': 'reused',
  '60003': 'throttled',
  '60017': 'suspended',
}

function authyService(baseUrl: string, apiKey: string): AuthenticationService {
  const authy = createClient(apiKey, baseUrl)
  return {
    users: {
      async create({ email, phone, countryCode }) {
        const answer = await called((done) =>
          authy.register_user(email, phone, countryCode, false, done),
        )
        return answer.ok
          ? { ok: true, authyId: answer.body.user.id }
          : { ok: false, reason: 'invalid-user', fields: {} }
      },
      async status(authyId) {
        const answer = await called((done) => authy.user_status(authyId, done))
        return answer.ok
          ? { ok: true, user: { isRegistered: answer.body.status.registered } }
          : { ok: false, reason: 'unknown-user' }
      },
      // The library has no call for it.
      createQrSecret: async () => ({ ok: false, reason: 'disabled' }),
    },
    approvals: {
      async request(authyId, { message, details, hiddenDetails, secondsToExpire }) {
        const question = { message, details, seconds_to_expire: secondsToExpire }
        const answer = await called((done) =>
          authy.send_approval_request(String(authyId), question, hiddenDetails, null, done),
        )
        if (!answer.ok) return { ok: false, reason: ASK_REFUSALS[answer.code] ?? 'not-sent' }
        const { uuid, number_matching: matching } = answer.body.approval_request
        return { ok: true, uuid, number: matching?.code }
      },
      async status(uuid) {
        const answer = await called((done) => authy.check_approval_status(uuid, done))
        if (!answer.ok) return { ok: false, reason: 'not-found' }
        const { status, not_me: isNotMe = false } = answer.body.approval_request
        return { ok: true, approval: { status, isNotMe, signedAnswer: undefined } }
      },
    },
    tokens: {
      async send(authyId, { channel }) {
        if (channel === 'email') return { ok: false, reason: 'channel-disabled' }
        const answer = await called((done) =>
          channel === 'sms'
            ? authy.request_sms(authyId, true, done)
            : authy.request_call(authyId, true, done),
        )
        return answer.ok
          ? { ok: true, to: answer.body.cellphone }
          : { ok: false, reason: answer.code === '60003' ? 'throttled' : 'not-sent' }
      },
      async verify(authyId, token) {
        const answer = await called((done) => authy.verify(authyId, token, done))
        return answer.ok
          ? { ok: true, device: { osType: answer.body.device.os_type } }
          : { ok: false, reason: TOKEN_REFUSALS[answer.code] ?? 'not-checked' }
      },
    },
  }
}

test('with npm authy the same app signs up, lets in by an approval, and by a token', async () => {
  const bank = await openBank({ service: authyService, numberMatching: true })
  await signUp(bank, bank.visit())
  const device = await bank.device()

  const approved = bank.visit()
  expect(await logIn(approved)).toBe('/login/wait')
  const page = await approved.get('/login/wait')
  const [, number] = /class="number"[^>]*>(\d\d)</.exec(page.text) ?? []
  await approveNewest(device, number)
  expect(JSON.parse((await approved.get('/login/status')).text)).toEqual({ status: 'approved' })
  await approved.submit('/login/finish')
  expect(await isIn(approved)).toBe(true)

  const denied = bank.visit()
  await logIn(denied)
  const [approval] = await device.approvals()
  if (approval !== undefined) await device.deny(approval)
  await denied.get('/login/token')
  expect((await denied.submit('/login/token', { token: '000000' })).status).toBe(401)
  await denied.submit('/login/token/send', { channel: 'sms' })
  await denied.submit('/login/token', { token: await bank.token() })
  expect(await isIn(denied)).toBe(true)
})
