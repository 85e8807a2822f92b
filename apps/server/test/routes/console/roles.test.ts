import { describe, expect, it } from 'vitest'
import { getConsoleApp } from '../../../src/actions/console/console-app.ts'
import type { ConsoleRoute } from '../../../src/http/console/route.ts'
import { CONSOLE_ROUTES } from '../../../src/http/console/routes.ts'
import { ALL_APPS, type Grant, type Role } from '../../../src/domain/operator.ts'
import { testOperator } from '../../operator.ts'
import { type TestServer, testServer } from '../../test-server.ts'
import { ACCESS } from './access-table.ts'

// A route that lets in one role too many is a hole that no other test would look for. So the table says it
// once more, apart from the routes, and each of them is called by everybody.

const nameOf = ({ method, path }: ConsoleRoute) => `${method} ${path}`
const ROLES_UP: readonly Role[] = ['support', 'operator', 'owner']

/** Who calls: with what rights, seen from the app that the path names. */
const CALLERS: readonly {
  readonly name: string
  readonly role: Role
  readonly where: 'here' | 'elsewhere' | 'everywhere'
}[] = [
  { name: 'a supporter of another app', role: 'support', where: 'elsewhere' },
  { name: 'an owner of another app', role: 'owner', where: 'elsewhere' },
  { name: 'a supporter', role: 'support', where: 'here' },
  { name: 'an operator', role: 'operator', where: 'here' },
  { name: 'an owner', role: 'owner', where: 'here' },
  { name: 'a supporter of all apps', role: 'support', where: 'everywhere' },
  { name: 'an operator of all apps', role: 'operator', where: 'everywhere' },
  { name: 'an owner of all apps', role: 'owner', where: 'everywhere' },
]

describe('who may call what', () => {
  it('is said of every route, and of none that is not', () => {
    expect(Object.keys(ACCESS).toSorted()).toEqual(CONSOLE_ROUTES.map(nameOf).toSorted())
  })

  it('holds for everybody, and each reach past it is an event', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const grants = (where: string, role: Role): readonly Grant[] => [
      {
        appId: where === 'here' ? server.appId : where === 'elsewhere' ? other.appId : ALL_APPS,
        role,
      },
    ]
    let refusals = 0
    for (const route of CONSOLE_ROUTES) {
      const access = ACCESS[nameOf(route)]
      if (access === undefined) continue
      for (const { name, role, where } of CALLERS) {
        // A session of its own each time: some routes end it.
        const caller = await testOperator(server, grants(where, role))
        const { status, code } = await outcomeOf(server, route, caller.cookie)
        const isAllowed =
          access === 'nobody' ||
          access === 'self' ||
          (ROLES_UP.indexOf(role) >= ROLES_UP.indexOf(access.role) &&
            (access.apps === 'any' ||
              where === 'everywhere' ||
              (access.apps === 'one' && where === 'here')))
        if (!isAllowed) refusals += 1
        const refused = code === 'forbidden'
        expect([nameOf(route), name, refused ? 'refused' : 'allowed']).toEqual([
          nameOf(route),
          name,
          isAllowed ? 'allowed' : 'refused',
        ])
        expect([nameOf(route), name, status < 500]).toEqual([nameOf(route), name, true])
      }
      const { code } = await outcomeOf(server, route, '')
      expect([nameOf(route), code === 'unauthenticated']).toEqual([
        nameOf(route),
        access !== 'nobody',
      ])
    }
    const events = await server.deps.db
      .selectFrom('events')
      .select('facts')
      .where('kind', '=', 'operator_refused')
      .execute()
    expect(events).toHaveLength(refusals)
  }, 60_000)

  it('leaves the app of the operators to nobody', async () => {
    const server = await testServer()
    const { id } = await getConsoleApp(server.deps)
    const { cookie } = await testOperator(server)
    const ofOne = CONSOLE_ROUTES.filter(({ path }) => path.includes(':appId'))
    for (const route of ofOne) {
      const path = route.path.replace(':appId', String(id)).replaceAll(/:\w+/g, '1')
      const { code } = await outcomeOf(server, { ...route, path }, cookie)
      expect([nameOf(route), code]).toEqual([nameOf(route), 'not-found'])
    }
  })

  it('is no matter of odd paths: each is refused, and none is an error of ours', async () => {
    const server = await testServer()
    const { cookie } = await testOperator(server)
    const withParts = CONSOLE_ROUTES.filter(
      ({ path, needs }) => path.includes(':') && needs !== 'nobody',
    )
    for (const part of ['0', '-1', '9007199254740993', '1e30', '%00', 'x'.repeat(250)]) {
      for (const route of withParts) {
        const path = route.path.replaceAll(/:\w+/g, part)
        const { status } = await outcomeOf(server, { ...route, path }, cookie)
        const isRefused = status >= 400 && status < 500
        expect([nameOf(route), part, isRefused]).toEqual([nameOf(route), part, true])
      }
    }
  })

  it('is needed afresh where a key is shown or a setting weakened', async () => {
    const server = await testServer()
    const fresh = CONSOLE_ROUTES.filter(({ isFreshOnly }) => isFreshOnly)
    for (const route of fresh) {
      const owner = await testOperator(server)
      server.clock.advance(600_000)
      const { code } = await outcomeOf(server, route, owner.cookie)
      expect([nameOf(route), code]).toEqual([nameOf(route), 'reauthenticate'])
    }
  })
})

/** As the browser would call it, with nothing in the body: what comes of it is the route's own tests' business. */
async function outcomeOf(
  server: TestServer,
  route: ConsoleRoute,
  cookie: string,
): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const path = route.path
    .replace(':appId', String(server.appId))
    .replaceAll(/:\w*Id\b/g, '999999999')
    .replaceAll(/:\w+/g, 'none')
  const response = await server.app.inject({
    method: route.method,
    url: `/console/api${path}`,
    headers: { cookie, 'x-countersign-console': '1', 'sec-fetch-site': 'same-origin' },
    // A stream never ends by itself: it is left as soon as it has begun.
    payloadAsStream: true,
  })
  const stream = response.stream()
  const isJson = String(response.headers['content-type']).startsWith('application/json')
  if (!isJson) {
    stream.destroy()
    return { status: response.statusCode, code: undefined }
  }
  const text = (await stream.toArray()).join('')
  const { error } = JSON.parse(text) as { readonly error?: { readonly code: string } }
  return { status: response.statusCode, code: error?.code }
}
