import assert from 'node:assert/strict'
import { readSignedAnswer } from '@countersign/client'
import { type Case, hasCode, scene } from './scene.ts'

export const APPROVAL_CASES: readonly Case[] = [
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
]
