import { inject, onTestFinished } from 'vitest'
import { createCrashDatabase } from '../../../../conformance/crash-database.ts'
import {
  type KillableServer,
  startKillableServer,
} from '../../../../conformance/killable-server.ts'
import { numberAt } from '../../../../conformance/read-answer.ts'

/** Real processes, started together on a database without a table; killed when the test ends. */
export async function startTwoNodes(): Promise<readonly [KillableServer, KillableServer]> {
  const database = await createCrashDatabase(inject('postgresUrl'))
  onTestFinished(database.drop)
  const nodes = await Promise.all([
    startKillableServer(database.env),
    startKillableServer(database.env),
  ])
  onTestFinished(async () => {
    for (const node of nodes) await node.kill()
  })
  return nodes
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
