import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import {
  type KillableServer,
  startKillableServer,
} from '../../../../conformance/killable-server.ts'
import { numberAt } from '../../../../conformance/read-answer.ts'
import { createFirstApp } from '../../src/actions/create-app.ts'
import { parseConfig } from '../../src/config.ts'
import { type Server, serve } from '../../src/serve.ts'
import { createDatabase } from '../database.ts'

/** Real processes, started together on a database without a table; killed when the test ends. */
export async function startTwoNodes(): Promise<{
  readonly nodes: readonly [KillableServer, KillableServer]
  readonly databaseUrl: string
  readonly startAnother: () => Promise<KillableServer>
}> {
  const { env, drop } = await createDatabase('empty')
  onTestFinished(drop)
  const started: KillableServer[] = []
  onTestFinished(async () => {
    for (const node of started) await node.kill()
  })
  const startAnother = async () => {
    const node = await startKillableServer(env)
    started.push(node)
    return node
  }
  const nodes = await Promise.all([startAnother(), startAnother()])
  return { nodes, databaseUrl: env['DATABASE_URL'] ?? '', startAnother }
}

/** The whole service in this process, on a database of its own, with an app. */
export async function startServing(
  env: Readonly<Record<string, string>>,
  through: (databaseUrl: string) => string = (url) => url,
): Promise<{ readonly server: Server; readonly apiKey: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-nodes-'))
  const database = await createDatabase('migrated')
  const DATABASE_URL = through(database.env['DATABASE_URL'] ?? '')
  const parsed = parseConfig({ ...database.env, DATA_DIR: folder, PORT: '0', ...env, DATABASE_URL })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const server = await serve(parsed.config, pino({ level: 'silent' }))
  onTestFinished(async () => {
    await server.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const created = await createFirstApp(server.deps, 'Acme')
  return { server, apiKey: created?.result === 'created' ? created.apiKey : '' }
}

export interface Answered {
  readonly status: number
  readonly body: unknown
}

export interface Asking {
  readonly ask: (
    method: 'GET' | 'POST',
    path: string,
    form?: Readonly<Record<string, string>>,
  ) => Promise<Answered>
  /** Adds a person by phone, as +1 and ten digits, and answers the Authy id. */
  readonly addUser: (phone: string) => Promise<number>
}

/** The application that asks the service at a URL. */
export function applicationAt(url: string, apiKey: string): Asking {
  const ask: Asking['ask'] = async (method, path, form) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'X-Authy-API-Key': apiKey },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    })
    return { status: response.status, body: await response.json() }
  }
  return {
    ask,
    async addUser(phone) {
      const { body } = await ask('POST', '/protected/json/users/new', {
        'user[email]': 'jdoe@example.com',
        'user[cellphone]': phone.slice(2),
        'user[country_code]': '1',
      })
      return numberAt(body, 'user', 'id')
    },
  }
}
