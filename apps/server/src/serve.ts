import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createLogFollowing, type LogFollowing } from './actions/following/follow-logs.ts'
import { useIndexKey } from './actions/index-key.ts'
import { keepPartsOfTables, sweepExpired } from './actions/retention.ts'
import { vapidKeys } from './actions/vapid-keys.ts'
import type { AppOptions } from './app.ts'
import { runAtEase } from './at-ease.ts'
import type { Config } from './config.ts'
import { createProviders } from './delivery/create-providers.ts'
import { createGuardedSender } from './delivery/guarded-sender.ts'
import type { Channel, Provider } from './delivery/provider.ts'
import type { Deps } from './deps.ts'
import { createMetrics } from './metrics.ts'
import { openDeps } from './open-deps.ts'
import { QR_THREAD } from './places.ts'
import { createQrRenderer } from './qr/render-qr-png.ts'
import { createResealing } from './resealing.ts'
import { readQueue } from './store/jobs.ts'
import { canServe, migrate } from './store/migrate.ts'
import type { Store } from './store/open.ts'
import { rollUpCounters } from './store/roll-up-counters.ts'
import { createWorker, type Worker } from './worker.ts'

/** How often to look for jobs that nobody announced: those of other processes, and retries that became due. */
const LOOK_EVERY_MS = 500
/** How long a client may take for what is under way before it is cut off. */
const SHUTDOWN_MS = 10_000

const FLUSH_EVERY_MS = 2_000
const CLEAN_EVERY_MS = 60_000

const FOLLOW_EVERY_MS = 500
/** How long following rests after each batch, in times of what the batch took: requests have the database for the rest. */
const FOLLOW_REST = 9

/** The same for each short transaction of retention, whose rows must go as fast as they come. */
const SWEEP_REST = 4

export interface Server {
  /** With the port that was really taken. */
  readonly url: string
  readonly deps: Deps
  /** Migrations that ran at this start. */
  readonly migrated: readonly string[]
  /** Answers what is under way, settles deliveries, then closes the database. */
  readonly close: () => Promise<void>
}

/** What a demonstration puts in place of the outside: a clock of its own, and carriers that are none. */
export interface Replaced {
  readonly now?: () => number
  readonly providers?: Readonly<Record<Channel, readonly Provider[]>>
}

/** Starts the service: schema, routes, worker, port. */
export async function serve(
  config: Config,
  log: Logger,
  { now = Date.now, providers }: Replaced = {},
): Promise<Server> {
  const metrics = createMetrics()
  const ticker = createTicker(log)
  let url = config.publicUrl
  const { deps, store } = openDeps(config, {
    log,
    now,
    publicUrl: () => url,
    wakeWorker: () => ticker.wake(),
    onCommit: metrics.commit,
  })
  const worker = createWorker(
    deps,
    {
      providers: providers ?? createProviders(config, { fetch, now: deps.now }),
      sender: createGuardedSender({ allowed: config.outboundAllowed, now: deps.now }),
    },
    { delivered: metrics.delivery, calledBack: metrics.callback, woken: metrics.push },
  )
  const qrRenderer = createQrRenderer(QR_THREAD)
  const following = createLogFollowing(deps)
  const stopping = new AbortController()
  let isDraining = false

  // The database is opened, by a thread of its own or far away, while this one reads the routes and what they stand on.
  const [migrated, server] = await Promise.all([
    prepareStore(deps, store),
    openApp({
      deps,
      config,
      metrics,
      qrRenderer,
      isDraining: () => isDraining,
      isReady: async () => !isDraining && (await canServe(deps.db)),
      readMetrics: async () => {
        const queue = await readQueue(deps.db, deps.now())
        metrics.queue(queue.depth, queue.oldestMs)
        return await metrics.registry.metrics()
      },
    }),
  ])
  await server.listen({ host: config.listen.host, port: config.listen.port })
  url = urlOf(config, server)
  const atEase = async (steps: AsyncGenerator<undefined>, rest: number) => {
    await runAtEase(steps, { rest, wait: deps.wait, signal: stopping.signal })
  }
  ticker.start([
    { everyMs: LOOK_EVERY_MS, isWoken: true, run: () => lookUntilNothingIsDue(worker) },
    { everyMs: FLUSH_EVERY_MS, isWoken: false, run: deps.tally.flush },
    { everyMs: FLUSH_EVERY_MS, isWoken: false, run: deps.requestLog.flush },
    { everyMs: CLEAN_EVERY_MS, isWoken: false, run: () => keepPartsOfTables(deps) },
    {
      everyMs: CLEAN_EVERY_MS,
      isWoken: false,
      run: () => atEase(sweepExpired(deps), SWEEP_REST),
    },
    {
      everyMs: CLEAN_EVERY_MS,
      isWoken: false,
      run: createResealing(deps, metrics, stopping.signal),
    },
    { everyMs: CLEAN_EVERY_MS, isWoken: false, run: () => rollUpCounters(deps.db, deps.now()) },
    {
      everyMs: FOLLOW_EVERY_MS,
      isWoken: false,
      run: () => atEase(followStepwise(following), FOLLOW_REST),
    },
  ])
  return {
    url,
    deps,
    migrated,
    async close() {
      isDraining = true
      const deadline = setTimeout(() => server.server.closeAllConnections(), SHUTDOWN_MS)
      await server.close()
      clearTimeout(deadline)
      stopping.abort()
      await ticker.stop()
      await worker.stop()
      await deps.requestLog.flush()
      await deps.tally.flush()
      await qrRenderer.close()
      await store.close()
    },
  }
}

/** The HTTP side, which brings most of what the service is made of, with its routes in place. */
async function openApp(options: AppOptions): Promise<FastifyInstance> {
  const { createApp } = await import('./app.ts')
  const server = createApp(options)
  await server.ready()
  return server
}

/** What has to be in the database before anybody asks; answers which migrations ran. */
async function prepareStore(deps: Deps, store: Store): Promise<readonly string[]> {
  const migrated = await migrate(deps.db, deps.dialect, deps.now())
  await useIndexKey(deps)
  await store.fitConnections()
  // Made at the first start, whoever asks for them first.
  await vapidKeys(deps)
  return migrated
}

/** All that is due, not one look of it: else a burst would leave at a hundred messages a tick. */
async function lookUntilNothingIsDue(worker: Worker): Promise<void> {
  let isMore = true
  while (isMore) isMore = await worker.look()
}

/** After a restart or a burst there may be millions of rows to follow. */
async function* followStepwise({ follow }: LogFollowing): AsyncGenerator<undefined> {
  while (await follow()) yield
}

function urlOf(config: Config, server: FastifyInstance): string {
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.server.address() as AddressInfo
  const url = new URL(config.publicUrl)
  return config.listen.port === 0 && url.port === '0'
    ? `${url.protocol}//${url.hostname}:${port}`
    : config.publicUrl
}

interface Task {
  readonly everyMs: number
  readonly isWoken: boolean
  readonly run: () => Promise<void>
}

/** Runs each task now and then, never twice at once; `wake` runs the woken ones as soon as they are free. */
function createTicker(log: Logger) {
  const timers: NodeJS.Timeout[] = []
  const wakes: (() => void)[] = []
  const running = new Set<Promise<void>>()
  let isStopped = false

  function start(tasks: readonly Task[]): void {
    for (const task of tasks) {
      let current: Promise<void> | undefined
      let isAgain = false
      const run = () => {
        isAgain = current !== undefined
        if (isAgain || isStopped) return
        const finished = task
          .run()
          .catch((error: unknown) => log.error({ err: error }, 'a background task failed'))
          .finally(() => {
            running.delete(finished)
            current = undefined
            if (isAgain) run()
          })
        current = finished
        running.add(finished)
      }
      timers.push(setInterval(run, task.everyMs))
      if (task.isWoken) wakes.push(run)
    }
  }

  return {
    start,
    wake() {
      for (const wake of wakes) wake()
    },
    /** Lets what runs come to its end. */
    async stop() {
      isStopped = true
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
    },
  }
}
