import assert from 'node:assert/strict'
import { type Case, COUNTRY_CODE, scene } from './scene.ts'

export const PHONE_CASES: readonly Case[] = [
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
]
