import type { Database } from 'better-sqlite3'
import { pino } from 'pino'
import { createLogFollowing } from '../../apps/server/src/actions/following/follow-logs.ts'
import { createApp } from '../../apps/server/src/app.ts'
import { parseConfig } from '../../apps/server/src/config.ts'
import type { GuardedSender } from '../../apps/server/src/delivery/guarded-sender.ts'
import type { Provider } from '../../apps/server/src/delivery/provider.ts'
import type { Deps } from '../../apps/server/src/deps.ts'
import { createMetrics } from '../../apps/server/src/metrics.ts'
import { openDeps } from '../../apps/server/src/open-deps.ts'
import { sweepExpired } from '../../apps/server/src/actions/retention.ts'
import { createWorker } from '../../apps/server/src/worker.ts'
import type { NoAnswer, WireAnswer, WireRequest } from '../load/world.ts'
import { drawBelow, type Random } from '../random.ts'
import { createSimulatedPort } from './database.ts'
import type { Scheduler } from './scheduler.ts'

/** 14 November 2023: where the service's clock begins. */
export const BEGINNING = 1_700_000_000_000

const LOOK_EVERY_MS = 3_000
const CLEAN_EVERY_MS = 20_000

/** A request, or its answer, is so long on its way at most, milliseconds. */
const LONGEST_WAY_MS = 12

const parsed = parseConfig({
  DATA_DIR: '/nowhere',
  MASTER_KEY: '42'.repeat(32),
  PUBLIC_URL: 'https://2fa.example.test',
  TRUST_PROXY: '1',
})
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
const { config } = parsed

/** One life of the service, from a start to a crash. */
export interface SimulatedNode {
  readonly deps: Deps
  readonly ask: (request: WireRequest) => Promise<WireAnswer | NoAnswer>
  /** Everything that it was about is gone, but for what was committed. */
  readonly die: () => void
  /** What is to be known when it dies. */
  readonly whenDead: Promise<void>
  /** After the run, for it to be forgotten: its timers, which never ran, still hold all of it. */
  readonly close: () => Promise<void>
}

export interface NodeOptions {
  readonly db: Database
  readonly scheduler: Scheduler
  readonly random: Random
  /** How far the service's clock is from where it began to run, in milliseconds. */
  readonly clockOffset: () => number
  readonly carrier: Provider
  readonly sender: GuardedSender
}

export function startNode(options: NodeOptions): SimulatedNode {
  const { db, scheduler, random } = options
  let isDead = false
  const death = Promise.withResolvers<void>()
  const isAlive = () => !isDead
  const now = () => Math.round(BEGINNING + scheduler.now() + options.clockOffset())
  let look: (() => void) | undefined
  const { deps } = openDeps(config, {
    log: pino({ level: 'silent' }),
    now,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => drawBelow(random, 256)),
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        scheduler.after(milliseconds, resolve)
        signal.addEventListener('abort', () => resolve())
      }),
    wakeWorker: () => look?.(),
    sqlitePort: createSimulatedPort(db, {
      scheduler,
      random,
      masterKeys: config.masterKeys,
      isDead: () => isDead,
    }),
  })
  const metrics = createMetrics()
  const none: readonly Provider[] = []
  const worker = createWorker(
    deps,
    { providers: { sms: [options.carrier], call: none, email: none }, sender: options.sender },
    { delivered: metrics.delivery, calledBack: metrics.callback, woken: metrics.push },
  )
  const app = createApp({
    deps,
    config,
    metrics,
    qrRenderer: {
      render: () => Promise.reject(new Error('Nobody asks for one.')),
      close: async () => {},
    },
    isDraining: () => false,
    isReady: async () => true,
    readMetrics: async () => '',
  })

  /** As serve.ts has it: again and again, never twice at once, and sooner where it is woken. */
  function repeat(everyMs: number, task: () => Promise<unknown>): () => void {
    let isRunning = false
    let isAgain = false
    const run = () => {
      isAgain = isRunning
      if (isRunning || isDead) return
      isRunning = true
      const end = () => {
        isRunning = false
        if (isAgain) run()
      }
      task().then(end, end)
    }
    const tick = () => {
      if (isDead) return
      run()
      scheduler.after(everyMs * (0.5 + random()), tick)
    }
    scheduler.after(everyMs * random(), tick)
    return run
  }
  look = repeat(LOOK_EVERY_MS, async () => {
    while (isAlive() && (await worker.look()));
  })
  const following = createLogFollowing(deps)
  repeat(CLEAN_EVERY_MS, () => following.follow())
  repeat(CLEAN_EVERY_MS, async () => {
    for await (const _ of sweepExpired(deps)) if (isDead) return
  })
  repeat(CLEAN_EVERY_MS, deps.tally.flush)
  repeat(CLEAN_EVERY_MS, deps.requestLog.flush)

  async function inject({ method, path, headers, body }: WireRequest): Promise<WireAnswer> {
    const answered = await app.inject({
      method,
      url: path,
      headers: { ...headers },
      ...(body === undefined ? {} : { payload: body }),
    })
    const { 'retry-after': retryAfter } = answered.headers
    return {
      status: answered.statusCode,
      retryAfter,
      body: answered.body === '' ? undefined : answered.json<unknown>(),
    }
  }

  return {
    deps,
    whenDead: death.promise,
    die() {
      isDead = true
      if (db.inTransaction) db.exec('ROLLBACK')
      death.resolve()
    },
    async close() {
      isDead = true
      await app.close()
    },
    async ask(request) {
      const broken = death.promise.then(() => 'broken' as const)
      await scheduler.sleep(random() * LONGEST_WAY_MS)
      if (isDead) return 'broken'
      const answer = await Promise.race([inject(request), broken])
      await Promise.race([scheduler.sleep(random() * LONGEST_WAY_MS), broken])
      return isDead ? 'broken' : answer
    },
  }
}
