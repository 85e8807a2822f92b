import { type App, createApp } from './app.ts'
import { type Approvals, createApprovals } from './approvals.ts'
import { type ClientOptions, parseOptions } from './options.ts'
import { createPhones, type Phones } from './phones.ts'
import { createTokens, type Tokens } from './tokens.ts'
import { createUsers, type Users } from './users.ts'

export interface Client {
  readonly users: Users
  readonly tokens: Tokens
  readonly approvals: Approvals
  readonly phones: Phones
  readonly app: App
}

/**
 * A client of one app at a Countersign server, or at any server of the Authy API. It keeps no connection
 * and no state: make it once.
 *
 * @throws CountersignError `bad-options`
 * @example
 * const countersign = createClient({ apiKey, baseUrl: 'https://2fa.example.com' })
 */
export function createClient(options: ClientOptions): Client {
  const settings = parseOptions(options)
  return {
    users: createUsers(settings),
    tokens: createTokens(settings),
    approvals: createApprovals(settings),
    phones: createPhones(settings),
    app: createApp(settings),
  }
}
