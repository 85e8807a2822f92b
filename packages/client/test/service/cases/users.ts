import assert from 'node:assert/strict'
import { type Case, EMAIL, scene } from './scene.ts'

export const USER_CASES: readonly Case[] = [
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
]
