import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  changeApp,
  createApp,
  createLog,
  type Deps,
  findAppByIdOrName,
  parseConfig,
  renewFirstLink,
  rotateApiKey,
  setCallback,
} from '@countersign/server'
import { serve } from '@countersign/server/serve'
import { createLoginApp } from '../src/login-app.ts'
import { keptSecret } from '../src/options.ts'
import { createOutbox } from './outbox.ts'
import { seedData } from './seed/seed-data.ts'

export interface DemoOptions {
  /** For the service, the login app and the API key between them. */
  readonly dataDir: string
  /** 0 takes any free one. */
  readonly ports: { readonly service: number; readonly login: number; readonly outbox: number }
  readonly log: (line: string) => void
  /** Whether a new demo begins with four weeks of made-up life. */
  readonly isSeeded?: boolean
}

export interface Demo {
  readonly urls: {
    readonly service: string
    /** With the one-time link in it while there is no operator. */
    readonly console: string
    readonly authenticator: string
    readonly login: string
    readonly outbox: string
  }
  readonly close: () => Promise<void>
}

const APP_NAME = 'Harbour Bank'
const HOST = '127.0.0.1'
const KEY_FILE = 'api.key'

/** Starts the service, the login app and the outbox in this process, on loopback alone. */
export async function startDemo({ dataDir, ports, log, isSeeded }: DemoOptions): Promise<Demo> {
  const parsed = parseConfig({
    DATA_DIR: dataDir,
    HOST,
    PORT: String(ports.service),
    LOG_LEVEL: 'warn',
  })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  // In this order: what answers people first, what it needs last.
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of closing) await end()
  }
  try {
    // The ports come first: the callback's URL has one in it.
    const login = createServer()
    const loginUrl = await listen(login, ports.login)
    closing.push(() => closeServer(login))
    const outbox = createServer()
    const outboxUrl = await listen(outbox, ports.outbox)
    closing.push(() => closeServer(outbox))
    if (isSeeded === true && !existsSync(join(dataDir, KEY_FILE))) {
      log('Making up four weeks of two applications (about half a minute) …')
      await seedData({
        config: parsed.config,
        prepareApp: (deps) => prepareApp(deps, dataDir),
        until: Date.now(),
        log,
      })
    }
    const service = await serve(parsed.config, createLog('warn'))
    closing.push(service.close)
    const apiKey = await prepareApp(service.deps, dataDir)
    const { result } = await setCallback(
      service.deps,
      await appIdOf(service.deps),
      `${loginUrl}/authy/callback`,
      'POST',
    )
    if (result !== 'set') throw new Error(`The callback was not set: ${result}.`)
    const firstLink = await renewFirstLink(service.deps)
    const loginApp = createLoginApp({
      countersignUrl: service.url,
      apiKey,
      publicUrl: loginUrl,
      dataDir,
      sessionSecret: keptSecret(dataDir),
      log,
    })
    closing.push(async () => loginApp.close())
    login.on('request', loginApp.app)
    outbox.on('request', createOutbox(service.deps, new URL(outboxUrl).host))
    return {
      urls: {
        service: service.url,
        console: firstLink?.url ?? `${service.url}/console/`,
        authenticator: `${service.url}/authenticator/`,
        login: loginUrl,
        outbox: outboxUrl,
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The app of the login app, made at the first start; its key is given out once, so it is kept. */
async function prepareApp(deps: Deps, dataDir: string): Promise<string> {
  const path = join(dataDir, KEY_FILE)
  const existing = await findAppByIdOrName(deps, APP_NAME)
  const apiKey =
    existing === undefined ? await makeApp(deps) : await knownKey(deps, existing.id, path)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(path, apiKey, { mode: 0o600 })
  chmodSync(path, 0o600)
  return apiKey
}

async function appIdOf(deps: Deps): Promise<number> {
  return (await findAppByIdOrName(deps, APP_NAME))?.id ?? 0
}

async function makeApp(deps: Deps): Promise<string> {
  const created = await createApp(deps, { name: APP_NAME, plan: 'production' })
  if (created.result !== 'created') throw new Error(`The app was not made: ${created.result}.`)
  const changed = await changeApp(deps, created.app.id, 'numberMatching', 'true')
  if (changed.result !== 'changed') throw new Error(`numberMatching: ${changed.result}.`)
  return created.apiKey
}

/** Where the file is lost, the key in it is too: another one takes its place. */
async function knownKey(deps: Deps, appId: number, path: string): Promise<string> {
  return existsSync(path) ? readFileSync(path, 'utf8') : await rotateApiKey(deps, appId, 0)
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, resolve)
  })
  // A listening TCP server's address is never a pipe's name.
  return `http://${HOST}:${(server.address() as AddressInfo).port}`
}

async function closeServer(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve)
    // Waiting pages hold their streams open.
    server.closeAllConnections()
  })
}
