import { describe, expect, it } from 'vitest'
import { testOperator } from '../../operator.ts'
import { testServer } from '../../test-server.ts'

describe('a session of the console', () => {
  it('tells who is signed in, and the apps that they see', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const owner = await testOperator(server)
    expect(await owner.ask('GET /session')).toMatchObject({
      status: 200,
      body: {
        operator: { id: owner.operatorId, grants: [{ appId: 0, role: 'owner' }] },
        apps: [
          { id: server.appId, name: 'Acme' },
          { id: other.appId, name: 'Other' },
        ],
        isFresh: true,
      },
    })
    const support = await testOperator(server, [{ appId: other.appId, role: 'support' }])
    const { body } = await support.ask('GET /session')
    expect(body.apps).toEqual([{ id: other.appId, name: 'Other', plan: 'production' }])
  })

  it.each(['', '__Host-countersign-console=', `__Host-countersign-console=${'A'.repeat(43)}`])(
    'needs a cookie of ours: %j',
    async (cookie) => {
      const server = await testServer()
      const answered = await (await testOperator(server)).ask('GET /session', undefined, { cookie })
      expect(answered).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } })
      expect(answered.body.error.requestId).toBe(answered.headers['x-request-id'])
    },
  )

  it('is fresh for ten minutes and ends after twelve hours', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    server.clock.advance(600_000)
    expect((await ask('GET /session')).body.isFresh).toBe(false)
    server.clock.advance(12 * 3_600_000)
    expect((await ask('GET /session')).status).toBe(401)
  })
})
