import { describe, expect, it } from 'vitest'
import { CONSOLE_ROUTES } from '../../../src/http/console/routes.ts'
import { testOperator } from '../../operator.ts'
import { testServer } from '../../test-server.ts'

const LONG = 'x'.repeat(10_000)

/** Bodies that no route takes, whatever it takes. */
const BODIES = [
  [],
  [null],
  { token: 1, email: [], name: {}, password: null, from: 1, to: 1, changes: {}, grants: 'all' },
  { token: LONG, ticket: LONG, email: LONG, name: LONG, password: LONG, url: LONG, code: LONG },
  { phone: { countryCode: LONG, cellphone: LONG }, response: { id: LONG }, overlapHours: LONG },
]

describe('whatever comes to the console', () => {
  it('is refused in its own shape, and never breaks anything', async () => {
    const server = await testServer()
    const { ask, operatorId } = await testOperator(server)
    const paths = CONSOLE_ROUTES.filter(({ body }) => body !== undefined)
    const answers: string[] = []
    for (const { method, path } of paths) {
      const named = path
        .replace(':appId', String(server.appId))
        .replace(':operatorId', String(operatorId))
        .replaceAll(/:\w+/g, 'AAAAAAAA')
      for (const body of BODIES) {
        const { status, body: answered } = await ask(`${method} ${named}`, body)
        const isRefused =
          [400, 403, 404, 429].includes(status) && typeof answered.error.code === 'string'
        if (!isRefused)
          answers.push(`${method} ${path} ${JSON.stringify(body).slice(0, 40)}: ${status}`)
      }
    }
    expect(answers).toEqual([])
    expect(server.logged()).not.toContain('request failed')
    expect(server.logged()).not.toContain(LONG)
  })

  it('may be an id that no database has', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    const ids = ['0', '-1', '9007199254740993', '99999999999999999999', 'x', '%00', '1%27']
    for (const id of ids) {
      for (const line of ['GET /apps/:id', 'GET /apps/:id/keys', 'GET /operators/:id'])
        expect([403, 404]).toContain((await ask(line.replace(':id', id))).status)
    }
    expect(server.logged()).not.toContain('request failed')
  })
})
