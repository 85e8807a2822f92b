import type { FastifyInstance } from 'fastify'
import { startSession } from '../src/actions/console/sessions.ts'
import { operatorEmailRow } from '../src/actions/sealed-rows.ts'
import type { Deps } from '../src/deps.ts'
import { ALL_APPS, type Grant } from '../src/domain/operator.ts'

export interface ConsoleAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  // A test looks into whatever came; a wrong shape fails it.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export interface TestOperator {
  readonly operatorId: number
  /** As the browser sends it. */
  readonly cookie: string
  /** A request as the console's pages make it, `PATCH /apps/1`. */
  readonly ask: (
    line: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ConsoleAnswer>
}

let operators = 0

/** Where an operator's requests go: into the router of a test, or to a service that listens. */
type Place =
  | { readonly deps: Deps; readonly app: FastifyInstance }
  | { readonly deps: Deps; readonly url: string }

/** An operator who is signed in, with rights in these apps; an owner of all of them unless told. */
export async function testOperator(
  place: Place,
  grants: readonly Grant[] = [{ appId: ALL_APPS, role: 'owner' }],
): Promise<TestOperator> {
  const { deps } = place
  operators += 1
  const email = `operator-${operators}@example.com`
  const emailHash = deps.vault.blindIndex('operator-email', email)
  const { id } = await deps.db
    .insertInto('operators')
    .values({
      email_hash: emailHash,
      sealed_email: deps.vault.seal(email, operatorEmailRow(emailHash), deps.random(12)),
      name: `Operator ${operators}`,
      password_hash: null,
      authy_id: null,
      created_at: deps.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const { appId, role } of grants) {
    await deps.db
      .insertInto('operator_grants')
      .values({ operator_id: id, app_id: appId, role })
      .execute()
  }
  const from = { userAgent: 'Test', ip: '127.0.0.1' }
  const { token } = await startSession(deps, id, from)
  const isSecure = deps.settings.publicUrl.startsWith('https:')
  const cookie = `${isSecure ? '__Host-' : ''}countersign-console=${token}`
  return {
    operatorId: id,
    cookie,
    async ask(line, body, headers = {}) {
      const [method = 'GET', path = '/'] = line.split(' ')
      const given = {
        cookie,
        'x-countersign-console': '1',
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      }
      return await send(place, {
        method,
        url: `/console/api${path}`,
        headers: given,
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      })
    },
  }
}

interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string
}

async function send(place: Place, sent: Sent): Promise<ConsoleAnswer> {
  if ('url' in place) {
    const { method, url, headers, payload } = sent
    const response = await fetch(`${place.url}${url}`, {
      method,
      headers,
      ...(payload === undefined ? {} : { body: payload }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  const response = await place.app.inject({ ...sent, method: sent.method as 'GET' })
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.body === '' ? undefined : response.json(),
  }
}
