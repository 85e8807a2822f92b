import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import { inject, onTestFinished } from 'vitest'
import { createApp as createAppAction } from '../src/actions/create-app.ts'
import { changeApp } from '../src/actions/change-app.ts'
import { useIndexKey } from '../src/actions/index-key.ts'
import { listMessages, type OutboxMessage } from '../src/actions/list-messages.ts'
import { createApp } from '../src/app.ts'
import { type Config, parseConfig } from '../src/config.ts'
import { createProviders } from '../src/delivery/create-providers.ts'
import { createGuardedSender, type GuardedSenderOptions } from '../src/delivery/guarded-sender.ts'
import type { Channel, Provider } from '../src/delivery/provider.ts'
import type { Deps } from '../src/deps.ts'
import type { Plan } from '../src/domain/app.ts'
import { createMetrics } from '../src/metrics.ts'
import { openDeps } from '../src/open-deps.ts'
import { QR_THREAD } from '../src/places.ts'
import { createQrRenderer } from '../src/qr/render-qr-png.ts'
import { readQueue } from '../src/store/jobs.ts'
import { canServe, migrate } from '../src/store/migrate.ts'
import { createWorker, type Worker } from '../src/worker.ts'
import { createDatabase } from './database.ts'
import { call, type CallAnswer, type CallOptions } from './call.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import type { Built } from './built-for-tests.ts'

/** One process of the service, as far as tests tell processes apart. */
export interface TestNode {
  readonly app: FastifyInstance
  readonly deps: Deps
  readonly worker: Worker
  /** A call of the dialect as a form, `GET /sms/1`; answered with status, text and, if it is JSON, the body. */
  readonly call: (
    line: string,
    form?: Readonly<Record<string, string>>,
    options?: CallOptions,
  ) => Promise<CallAnswer>
}

export interface TestServer extends TestNode {
  readonly clock: TestClock
  /** Of the app `Acme`, production plan. */
  readonly apiKey: string
  readonly appId: number
  /** Everything that was logged, as text. */
  readonly logged: () => string
  /** One more app, with its key. */
  readonly newApp: (
    name: string,
    plan?: Plan,
  ) => Promise<{ readonly appId: number; readonly apiKey: string }>
  readonly set: (name: string, value: string, appId?: number) => Promise<void>
  readonly outbox: (to?: string) => Promise<readonly OutboxMessage[]>
  /** A further process on the same database: a store, a worker and a router of its own, and what is set for it alone. */
  readonly anotherNode: (env?: Readonly<Record<string, string>>) => TestNode
}

export interface TestServerOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly providers?: Readonly<Record<Channel, readonly Provider[]>>
  /** What callbacks and pushes meet outside; addresses as OUTBOUND_ALLOW says, and no names. */
  readonly outbound?: Partial<GuardedSenderOptions>
  /** How the first node reaches PostgreSQL, where not directly: the URL of a proxy's. */
  readonly throughProxy?: (databaseUrl: string) => string
  /** What a test replaces of what the server is given. */
  readonly deps?: Partial<Deps> | ((own: Deps) => Partial<Deps>)
}

/** The real server on a real, empty database of the project's kind; closed when the test ends. */
export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  const database = await createDatabase('migrated')
  const configWith = (env: Readonly<Record<string, string>>) => {
    const parsed = parseConfig({
      DATA_DIR: folder,
      PUBLIC_URL: 'https://2fa.example.test',
      ...database.env,
      ...options.env,
      ...env,
    })
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
    return parsed.config
  }
  const { clock, wait } = createTestClock()
  const lines: string[] = []
  const log = pino({ level: 'trace', base: null }, { write: (line: string) => lines.push(line) })
  let nodes = 0
  const open = (env: Readonly<Record<string, string>>) =>
    openNode(configWith(env), options, { log, clock, wait, seed: nodes++ })
  const url = database.env['DATABASE_URL']
  const proxied = url === undefined ? undefined : options.throughProxy?.(url)
  const opened = open(proxied === undefined ? {} : { DATABASE_URL: proxied })
  const { app, deps, worker } = opened
  await migrate(deps.db, deps.dialect, clock.now())
  await useIndexKey(deps)
  const others: (typeof opened)[] = []
  onTestFinished(async () => {
    for (const node of [...others, opened]) await node.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const newApp = async (name: string, plan: Plan = 'production') => {
    const created = await createAppAction(deps, { name, plan })
    if (created.result !== 'created')
      throw new Error(`The app ${name} was not created: ${created.result}`)
    return { appId: created.app.id, apiKey: created.apiKey }
  }
  const { appId, apiKey } = await newApp('Acme')
  return {
    app,
    deps,
    clock,
    worker,
    apiKey,
    appId,
    logged: () => lines.join(''),
    newApp,
    async set(name, value, ofApp = appId) {
      const changed = await changeApp(deps, ofApp, name, value)
      if (changed.result !== 'changed') throw new Error(`${name} was not set: ${changed.result}`)
    },
    outbox: (to) => listMessages(deps, { to, limit: 1_000 }),
    call: (line, form, callOptions) => call(app, line, form, { apiKey, ...callOptions }),
    anotherNode(env = {}) {
      const other = open(env)
      others.push(other)
      return {
        app: other.app,
        deps: other.deps,
        worker: other.worker,
        call: (line, form, callOptions) => call(other.app, line, form, { apiKey, ...callOptions }),
      }
    },
  }
}

function openNode(
  config: Config,
  options: TestServerOptions,
  {
    log,
    clock,
    wait,
    seed,
  }: {
    readonly log: Logger
    readonly clock: TestClock
    readonly wait: Deps['wait']
    readonly seed: number
  },
) {
  const { deps: ownDeps, store } = openDeps(config, {
    log,
    now: clock.now,
    random: seededRandom(seed),
    wait,
    ...builtThreads(),
  })
  const replaced = typeof options.deps === 'function' ? options.deps(ownDeps) : options.deps
  const deps = { ...ownDeps, ...replaced }
  const providers =
    options.providers ?? createProviders(config, { fetch: refuseFetch, now: clock.now })
  const metrics = createMetrics()
  const sender = createGuardedSender({
    allowed: config.outboundAllowed,
    now: clock.now,
    resolve: refuseToResolve,
    ...options.outbound,
  })
  const worker = createWorker(
    deps,
    { providers, sender },
    { delivered: metrics.delivery, calledBack: metrics.callback, woken: metrics.push },
  )
  const qrRenderer = createQrRenderer(QR_THREAD)
  const app = createApp({
    deps,
    config,
    metrics,
    qrRenderer,
    isDraining: () => false,
    isReady: async () => await canServe(deps.db),
    readMetrics: async () => {
      const queue = await readQueue(deps.db, clock.now())
      metrics.queue(queue.depth, queue.oldestMs)
      return await metrics.registry.metrics()
    },
  })
  return {
    app,
    deps,
    worker,
    async close() {
      await app.close()
      await worker.stop()
      await qrRenderer.close()
      await store.close()
    },
  }
}

function builtThreads(): Pick<NonNullable<Parameters<typeof openDeps>[1]>, 'threads'> {
  const built: Built | undefined = inject('built')
  if (built === undefined) return {}
  return { threads: { writer: new URL(built.writer), reader: new URL(built.reader) } }
}

/** Bytes that are the same in every run: SHA-256 of a count. */
export function seededRandom(seed: number): (bytes: number) => Uint8Array {
  let count = 0
  return (bytes) => {
    const blocks: Buffer[] = []
    for (let length = 0; length < bytes; length += 32) {
      blocks.push(createHash('sha256').update(`${seed} ${count++}`).digest())
    }
    return Buffer.concat(blocks).subarray(0, bytes)
  }
}

/** Nor asks a name server. */
const refuseToResolve = async () => {
  throw new Error('This test has no names: hand testServer those it should know.')
}

/** No test reaches the network by accident. */
const refuseFetch: typeof fetch = async () => {
  throw new Error('This test has no network: hand testServer the providers it should use.')
}
