import assert from 'node:assert/strict'
import { type Client, createClient, CountersignError, readSignedAnswer } from '@countersign/client'
import type { Controls } from './controls.ts'

/**
 * What the client does at a real service, for any runtime: `fetch`, `node:assert` and nothing else. The
 * packed package is what is imported.
 */

export interface Case {
  readonly name: string
  readonly run: (service: ServiceUnderTest) => Promise<void>
}

export interface ServiceUnderTest {
  readonly baseUrl: string
  readonly controls: Controls
}

/** An app of its own, and a number that no other case has. */
interface Scene {
  readonly countersign: Client
  readonly controls: Controls
  readonly appId: number
  readonly phone: string
  readonly e164: string
  readonly authyId: number
}

const EMAIL = 'ana@example.com'
const COUNTRY_CODE = 1

let phones = 0

async function scene({ baseUrl, controls }: ServiceUnderTest, plan = 'production'): Promise<Scene> {
  const { apiKey, appId } = await controls.newApp(plan)
  const phone = `317-338-${String(9_000 + phones++)}`
  const countersign = createClient({ apiKey, baseUrl })
  const created = await countersign.users.create({
    email: EMAIL,
    phone,
    countryCode: COUNTRY_CODE,
    sendInstallLink: false,
  })
  assert.ok(created.ok)
  const e164 = `+1${phone.replaceAll('-', '')}`
  return { countersign, controls, appId, phone, e164, authyId: created.authyId }
}

export const CASES: readonly Case[] = [
  {
    name: 'users: the same number is the same person, also with the country code as text',
    async run(service) {
      const { countersign, phone, authyId } = await scene(service)
      const again = await countersign.users.create({
        email: 'other@example.com',
        phone: phone.replaceAll('-', ' '),
        countryCode: '+1',
        sendInstallLink: false,
      })
      assert.deepEqual(again, { ok: true, authyId })
    },
  },
  {
    name: 'users: what is wrong is said of each field, under our names',
    async run(service) {
      const { countersign } = await scene(service)
      const refused = await countersign.users.create({ email: 'no', phone: '12', countryCode: 1 })
      assert.ok(!refused.ok)
      assert.equal(refused.reason, 'invalid-user')
      assert.deepEqual(Object.keys(refused.fields).sort(), ['email', 'phone'])
      const country = await countersign.users.create({ email: EMAIL, phone: '1', countryCode: 999 })
      assert.ok(!country.ok && country.fields.countryCode !== undefined)
    },
  },
  {
    name: 'users: status, update, activity, number, remove',
    async run(service) {
      const { countersign, authyId, phone, e164 } = await scene(service)
      const digits = phone.replaceAll('-', '')
      assert.deepEqual(await countersign.users.update(authyId, { email: 'b@example.com' }), {
        ok: true,
      })
      const found = await countersign.users.status(String(authyId))
      assert.ok(found.ok)
      assert.deepEqual(found.user, {
        authyId,
        isConfirmed: false,
        isRegistered: false,
        isDisabled: false,
        countryCode: 1,
        phone: `XXX-XXX-${digits.slice(-4)}`,
        email: found.user.email,
        devices: [],
      })
      const invalid = await countersign.users.update(authyId, { email: 'no' })
      assert.ok(!invalid.ok && invalid.reason === 'invalid-user')
      const activity = { type: 'password_reset', data: { by: 'support' }, userIp: '203.0.113.7' }
      assert.deepEqual(
        await countersign.users.registerActivity(authyId, { ...activity, type: 'banned' }),
        { ok: true },
      )
      assert.deepEqual(await countersign.users.phoneNumber(authyId), {
        ok: true,
        phone: digits,
        countryCode: 1,
        e164,
      })
      assert.deepEqual(await countersign.users.remove(authyId), { ok: true })
      const gone = { ok: false, reason: 'unknown-user' }
      assert.deepEqual(await countersign.users.status(authyId), gone)
      assert.deepEqual(await countersign.users.remove(authyId), gone)
      assert.deepEqual(await countersign.users.update(authyId, { email: EMAIL }), gone)
      assert.deepEqual(await countersign.users.phoneNumber(authyId), gone)
    },
  },
  {
    name: 'users: an id that is none is nobody, and leads to no other route',
    async run(service) {
      const { countersign } = await scene(service)
      for (const id of ['..', '../app/details', 'tony', '', -1, 0.5, Number.NaN]) {
        const found = await countersign.users.status(id)
        assert.deepEqual(found, { ok: false, reason: 'unknown-user' }, String(id))
      }
    },
  },
  {
    name: 'users: a secret for another app is made, verifies, and is exported where that is allowed',
    async run(service) {
      const { countersign, authyId, controls, appId } = await scene(service)
      const made = await countersign.users.createQrSecret(authyId, {
        label: EMAIL,
        sizePixels: 200,
      })
      assert.ok(made.ok)
      assert.match(made.qrCodeUrl, /^https?:\/\//)
      assert.equal(made.label, EMAIL)
      const refused = await countersign.users.exportSecret(authyId)
      assert.deepEqual(refused, { ok: false, reason: 'disabled' })
      await controls.set('migrationToolsEnabled', 'true', appId)
      const exported = await countersign.users.exportSecret(authyId)
      assert.ok(exported.ok)
      assert.match(exported.secret, /^[A-Z2-7]{16,}$/)
      const verified = await countersign.tokens.verify(authyId, exported.token)
      assert.ok(verified.ok)
      assert.equal(verified.device.osType, 'generic')
      await controls.set('genericAuthenticatorsEnabled', 'false', appId)
      const off = await countersign.users.createQrSecret(authyId)
      assert.deepEqual(off, { ok: false, reason: 'disabled' })
    },
  },
  {
    name: 'tokens: by SMS, call and e-mail; right once, wrong otherwise',
    async run(service) {
      const { countersign, authyId, controls, e164 } = await scene(service)
      const sms = await countersign.tokens.send(authyId, { channel: 'sms', locale: 'de' })
      assert.deepEqual(sms, { ok: true, channel: 'sms', to: `+1-XXX-XXX-XX${e164.slice(-2)}` })
      const message = await controls.newestMessage(e164)
      assert.equal(message.channel, 'sms')
      const typed = `${message.token.slice(0, 3)} ${message.token.slice(3)}`
      const verified = await countersign.tokens.verify(authyId, typed)
      assert.ok(verified.ok)
      assert.equal(verified.device.osType, 'sms')
      assert.equal(typeof verified.device.registeredAt, 'number')
      const reused = await countersign.tokens.verify(authyId, message.token)
      assert.deepEqual(reused, { ok: false, reason: 'reused' })
      const call = await countersign.tokens.send(authyId, { channel: 'call' })
      assert.ok(call.ok && call.channel === 'call')
      assert.equal((await controls.newestMessage(e164)).channel, 'call')
      const email = await countersign.tokens.send(authyId, { channel: 'email' })
      assert.deepEqual(email, { ok: true, channel: 'email', to: EMAIL })
      const wrong = await countersign.tokens.verify(authyId, '000000000000')
      assert.deepEqual(wrong, { ok: false, reason: 'invalid' })
      for (const malformed of [
        '',
        '12345',
        '1234567890123',
        'abcdefg',
        '..',
        '../../app/details',
      ]) {
        const refused = await countersign.tokens.verify(authyId, malformed)
        assert.deepEqual(refused, { ok: false, reason: 'malformed' })
      }
      const nobody = { ok: false, reason: 'unknown-user' }
      assert.deepEqual(await countersign.tokens.verify(1, '1234567'), nobody)
      assert.deepEqual(await countersign.tokens.send(1, { channel: 'sms' }), nobody)
    },
  },
  {
    name: 'tokens: one for an action verifies with that action only',
    async run(service) {
      const { countersign, authyId, controls, e164 } = await scene(service)
      const asked = { channel: 'sms', action: 'transfer', actionMessage: 'Send 10 €' } as const
      assert.ok((await countersign.tokens.send(authyId, asked)).ok)
      const { token } = await controls.newestMessage(e164)
      const without = await countersign.tokens.verify(authyId, token)
      assert.deepEqual(without, { ok: false, reason: 'invalid' })
      assert.ok((await countersign.tokens.verify(authyId, token, { action: 'transfer' })).ok)
    },
  },
  {
    name: 'tokens: too many wrong ones are throttled, with the time to wait',
    async run(service) {
      const { countersign, authyId, controls, e164 } = await scene(service)
      await countersign.tokens.send(authyId, { channel: 'sms' })
      const { token } = await controls.newestMessage(e164)
      let last
      for (let wrong = 0; wrong < 6; wrong += 1) {
        last = await countersign.tokens.verify(authyId, '000000000000')
      }
      assert.ok(last && !last.ok && last.reason === 'throttled')
      assert.ok((last.retryAfterMs ?? 0) > 0)
      const right = await countersign.tokens.verify(authyId, token)
      assert.ok(!right.ok && right.reason === 'throttled')
    },
  },
  {
    name: 'tokens: a channel that is off is a refusal',
    async run(service) {
      const { countersign, authyId, controls, appId } = await scene(service)
      for (const [name, channel] of [
        ['smsEnabled', 'sms'],
        ['callsEnabled', 'call'],
        ['emailEnabled', 'email'],
      ] as const) {
        await controls.set(name, 'false', appId)
        const refused = await countersign.tokens.send(authyId, { channel })
        assert.deepEqual(refused, { ok: false, reason: 'channel-disabled' })
      }
    },
  },
  {
    name: 'tokens: by push the authenticator shows its own, and who has none gets an SMS',
    async run(service) {
      const { countersign, authyId, controls, e164, appId } = await scene(service)
      const fallback = await countersign.tokens.send(authyId, { channel: 'push' })
      assert.ok(fallback.ok && fallback.channel === 'sms')
      await controls.registerDevice(e164)
      const pushed = await countersign.tokens.send(authyId, { channel: 'push' })
      assert.deepEqual(pushed, { ok: true, channel: 'push', to: `+1-XXX-XXX-XX${e164.slice(-2)}` })
      const token = await controls.deviceToken(e164, appId)
      const verified = await countersign.tokens.verify(authyId, token)
      assert.ok(verified.ok)
      assert.equal(typeof verified.device.id, 'number')
      const found = await countersign.users.status(authyId)
      assert.ok(found.ok && found.user.isRegistered && found.user.isConfirmed)
      assert.equal(found.user.devices[0]?.id, verified.device.id)
    },
  },
  {
    name: 'approvals: refused without a device, while disabled, of nobody',
    async run(service) {
      const { countersign, authyId, controls, appId } = await scene(service)
      const question = { message: 'Log in' }
      const none = await countersign.approvals.request(authyId, question)
      assert.deepEqual(none, { ok: false, reason: 'no-device' })
      const nobody = await countersign.approvals.request(1, question)
      assert.deepEqual(nobody, { ok: false, reason: 'unknown-user' })
      await controls.set('onetouchEnabled', 'false', appId)
      const off = await countersign.approvals.request(authyId, question)
      assert.deepEqual(off, { ok: false, reason: 'disabled' })
      const notFound = { ok: false, reason: 'not-found' }
      for (const uuid of ['dda2c400-bc43-0135-d7be-1285ca17e122', '..', 'a/b', '']) {
        assert.deepEqual(await countersign.approvals.status(uuid), notFound)
      }
    },
  },
  {
    name: 'approvals: approved with a number, waited for, and the signed answer opens',
    async run(service) {
      const { countersign, authyId, controls, e164, appId } = await scene(service)
      await controls.set('numberMatching', 'true', appId)
      await controls.registerDevice(e164)
      const asked = await countersign.approvals.request(authyId, {
        message: 'Send money',
        details: { Amount: '10 €', Payee: 'Ana', Copies: 2 },
        hiddenDetails: { transfer: 'T-1' },
        logos: [{ res: 'default', url: 'https://example.com/logo.png' }],
        secondsToExpire: 300,
        userIp: '203.0.113.7',
      })
      assert.ok(asked.ok)
      assert.match(asked.number ?? '', /^\d\d$/)
      const pending = await countersign.approvals.status(asked.uuid)
      assert.ok(pending.ok)
      assert.equal(pending.approval.status, 'pending')
      assert.equal(pending.approval.answeredAt, undefined)
      const waiting = countersign.approvals.wait(asked.uuid, { timeoutMs: 20_000 })
      await controls.answer(e164, asked.uuid, 'approved', asked.number)
      const answered = await waiting
      assert.ok(answered.ok)
      const { approval } = answered
      assert.equal(approval.status, 'approved')
      assert.equal(approval.authyId, authyId)
      assert.deepEqual(approval.hiddenDetails, { transfer: 'T-1' })
      assert.ok(approval.signedAnswer && approval.answeredAt !== undefined)
      const shown = await readSignedAnswer(approval.signedAnswer)
      assert.ok(shown)
      assert.equal(shown.message, 'Send money')
      assert.deepEqual(shown.details, [
        ['Amount', '10 €'],
        ['Payee', 'Ana'],
        ['Copies', '2'],
      ])
      assert.equal(shown.answer, 'approved')
      assert.equal(shown.number, asked.number)
      const { statement, publicKey } = approval.signedAnswer
      const altered = {
        publicKey,
        statement: statement.replace(/\.(.)/, (_, a) => `.${a === 'e' ? 'f' : 'e'}`),
      }
      assert.equal(await readSignedAnswer(altered), undefined)
    },
  },
  {
    name: 'approvals: the same idempotency key is the same request and number, also once answered',
    async run(service) {
      const { countersign, authyId, controls, e164, appId } = await scene(service)
      await controls.set('numberMatching', 'true', appId)
      await controls.registerDevice(e164)
      const question = { message: 'Log in', idempotencyKey: `login-${authyId}` }
      const asked = await countersign.approvals.request(authyId, question)
      assert.ok(asked.ok && asked.number !== undefined)
      assert.deepEqual(await countersign.approvals.request(authyId, question), asked)
      await controls.answer(e164, asked.uuid, 'approved', asked.number)
      assert.deepEqual(await countersign.approvals.request(authyId, question), asked)
      const other = countersign.approvals.request(authyId, { ...question, message: 'Pay' })
      await assert.rejects(other, hasCode('invalid-request'))
    },
  },
  {
    name: 'approvals: a denial that was not theirs pauses requests until a right token',
    async run(service) {
      const { countersign, authyId, controls, e164 } = await scene(service)
      await controls.registerDevice(e164)
      const asked = await countersign.approvals.request(authyId, { message: 'Log in' })
      assert.ok(asked.ok)
      assert.equal(asked.number, undefined)
      await controls.answer(e164, asked.uuid, 'not-me')
      const denied = await countersign.approvals.status(asked.uuid)
      assert.ok(denied.ok && denied.approval.status === 'denied' && denied.approval.isNotMe)
      const paused = await countersign.approvals.request(authyId, { message: 'Log in' })
      assert.deepEqual(paused, { ok: false, reason: 'paused' })
    },
  },
  {
    name: 'approvals: one that nobody answers is pending when the wait ends, and expires',
    async run(service) {
      const { countersign, authyId, controls, e164 } = await scene(service)
      await controls.registerDevice(e164)
      const asked = await countersign.approvals.request(authyId, {
        message: 'Log in',
        secondsToExpire: 60,
      })
      assert.ok(asked.ok)
      const found = await countersign.approvals.wait(asked.uuid, { timeoutMs: 0 })
      assert.ok(found.ok && found.approval.status === 'pending')
      await controls.advance(60_000)
      const expired = await countersign.approvals.wait(asked.uuid, { timeoutMs: 60_000 })
      assert.ok(expired.ok && expired.approval.status === 'expired')
    },
  },
  {
    name: 'phones: a code is sent, checked once, and its state is read',
    async run(service) {
      const { countersign, controls, phone, e164 } = await scene(service)
      const number = { countryCode: COUNTRY_CODE, phone }
      const none = await countersign.phones.verificationStatus(number)
      assert.deepEqual(none, { ok: false, reason: 'none-pending' })
      const started = await countersign.phones.startVerification({
        ...number,
        channel: 'sms',
        codeLength: 6,
        locale: 'es',
      })
      assert.ok(started.ok && started.uuid !== undefined)
      assert.ok(started.secondsToExpire > 500)
      const { token } = await controls.newestMessage(e164)
      assert.match(token, /^\d{6}$/)
      const wrong = await countersign.phones.checkVerification({ ...number, code: '00000' })
      assert.deepEqual(wrong, { ok: false, reason: 'incorrect' })
      assert.deepEqual(await countersign.phones.checkVerification({ ...number, code: token }), {
        ok: true,
      })
      const byUuid = await countersign.phones.verificationStatus({ uuid: started.uuid })
      assert.ok(byUuid.ok && byUuid.status === 'verified')
      const again = await countersign.phones.checkVerification({ ...number, code: token })
      assert.deepEqual(again, { ok: false, reason: 'none-pending' })
    },
  },
  {
    name: 'phones: a number that is none is a refusal, whatever is wrong with it',
    async run(service) {
      const { countersign } = await scene(service)
      for (const [countryCode, phone] of [
        [1, '12'],
        [999, '317-338-9302'],
        ['abc', '317-338-9302'],
        [1, ' '],
        ['', '1'],
      ] as const) {
        const invalid = { ok: false, reason: 'invalid-phone' }
        const number = { countryCode, phone }
        const started = await countersign.phones.startVerification({ ...number, channel: 'sms' })
        assert.deepEqual(started, invalid)
        const checked = await countersign.phones.checkVerification({ ...number, code: '1234' })
        assert.deepEqual(checked, invalid)
        assert.deepEqual(await countersign.phones.lookUp(number), invalid)
      }
    },
  },
  {
    name: 'phones: what the numbering plan tells',
    async run(service) {
      const { countersign, phone } = await scene(service)
      const known = await countersign.phones.lookUp({ countryCode: COUNTRY_CODE, phone })
      assert.ok(known.ok)
      assert.equal(known.type, 'unknown')
      assert.equal(known.isPorted, false)
      const german = await countersign.phones.lookUp({ countryCode: 49, phone: '1512 3456789' })
      assert.ok(german.ok && german.type === 'cellphone')
    },
  },
  {
    name: 'app: details and statistics',
    async run(service) {
      const { countersign, appId } = await scene(service)
      assert.deepEqual(await countersign.app.details(), {
        ok: true,
        id: appId,
        name: (await countersign.app.details()).name,
        plan: 'pay_as_you_go',
        isSmsEnabled: true,
        isCallsEnabled: true,
        isApprovalsEnabled: true,
      })
      const { totalUsers, months } = await countersign.app.statistics()
      assert.equal(totalUsers, 1)
      assert.ok(months.every(({ month }) => month >= 1 && month <= 12))
    },
  },
  {
    name: 'sandbox: nothing is sent, and its token verifies',
    async run(service) {
      const { countersign, authyId, phone } = await scene(service, 'sandbox')
      assert.ok((await countersign.tokens.verify(authyId, '0000000')).ok)
      const number = { countryCode: COUNTRY_CODE, phone }
      const started = await countersign.phones.startVerification({ ...number, channel: 'sms' })
      assert.ok(started.ok && started.uuid === undefined)
      assert.ok((await countersign.phones.checkVerification({ ...number, code: '0000' })).ok)
    },
  },
  {
    name: 'faults: a wrong key, a wrong base URL, nobody there, an end by signal',
    async run({ baseUrl }) {
      const wrongKey = createClient({ apiKey: 'x'.repeat(32), baseUrl })
      await assert.rejects(wrongKey.app.details(), (error) => {
        assert.ok(error instanceof CountersignError)
        assert.equal(error.code, 'api-key-invalid')
        assert.equal(error.status, 401)
        assert.equal(error.errorCode, '60001')
        assert.match(error.requestId ?? '', /./)
        return true
      })
      const elsewhere = createClient({ apiKey: 'x', baseUrl: `${baseUrl}/healthz` })
      await assert.rejects(elsewhere.app.details(), hasCode('invalid-request'))
      const nobody = createClient({ apiKey: 'x', baseUrl: 'http://127.0.0.1:9', retries: 0 })
      await assert.rejects(nobody.app.details(), hasCode('unreachable'))
      const signal = AbortSignal.abort(new Error('left the page'))
      await assert.rejects(wrongKey.app.details({ signal }), hasCode('aborted'))
    },
  },
]

function hasCode(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof CountersignError && error.code === expected
}
