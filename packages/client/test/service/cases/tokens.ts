import assert from 'node:assert/strict'
import { type Case, EMAIL, scene } from './scene.ts'

export const TOKEN_CASES: readonly Case[] = [
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
]
