import assert from 'node:assert/strict'
import { createClient, CountersignError } from '@countersign/client'
import { type Case, COUNTRY_CODE, hasCode, scene } from './scene.ts'

export const APP_CASES: readonly Case[] = [
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
