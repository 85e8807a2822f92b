import Database from 'better-sqlite3'
import { setCallback } from '../../apps/server/src/actions/app-callback.ts'
import { check } from '../check/check.ts'
import type { Problem } from '../check/facts.ts'
import { createHistory, type History, type HistoryRecord } from '../history.ts'
import { createClient } from '../load/client.ts'
import { createInbox } from '../load/inbox.ts'
import { createPopulation } from '../load/population.ts'
import { drawScript, lookBack } from '../load/scripts.ts'
import type { TortureApp, World } from '../load/world.ts'
import type { Treatment } from '../outside.ts'
import { choose, drawBelow, seededRandom } from '../random.ts'
import { type SimulatedNode, startNode } from './node.ts'
import { callbackUrl, createOutside } from './outside.ts'
import { createScheduler } from './scheduler.ts'
import { type Template, WRONG_TOKENS_PER_ADDRESS } from './template.ts'

const CLIENTS = 4
const SCRIPTS_OF_A_CLIENT = 2

/** In which faults begin, milliseconds. */
const FAULTS_WITHIN_MS = 6_000

/** How long scripts may take at most, and deliveries after them: longer than any backoff. */
const LONGEST_MS = 150_000

/** Share of the callbacks of the failing app. */
const REFUSED = 0.9

const CLOCK_JUMP_MS = 300_000
const PAST_EVERY_LEASE_MS = CLOCK_JUMP_MS + 25_000

export interface SimulatedRun {
  readonly records: readonly HistoryRecord[]
  readonly problems: readonly Problem[]
}

/** One run of the whole service in this process: the same seed is the same run, to the byte. */
export async function simulate(template: Template, seed: number): Promise<SimulatedRun> {
  const random = seededRandom(seed)
  const scheduler = createScheduler()
  const history = createHistory(
    {
      kind: 'run',
      seed,
      database: 'simulated',
      // What is under way when a node dies ends with it.
      graceMs: 100,
      wrongTokensPerAddress: WRONG_TOKENS_PER_ADDRESS,
    },
    scheduler.now,
  )
  const inbox = createInbox()
  const db = new Database(template.database)
  const { steady, failing } = template
  const trouble: Trouble = { clockOffset: 0, carrier: ['take'], endpoint: ['take'] }
  const outside = createOutside({
    scheduler,
    random,
    history,
    inbox,
    apps: [steady, failing],
    treatMessage: () => choose(random, trouble.carrier),
    treatCallback: (app) =>
      app === failing ? (random() < REFUSED ? 'refuse' : 'take') : choose(random, trouble.endpoint),
  })
  const nodes: SimulatedNode[] = []
  const clockOffset = () => trouble.clockOffset
  const start = () => {
    const started = startNode({ db, scheduler, random, clockOffset, ...outside })
    nodes.push(started)
    return started
  }
  let node = start()
  let isCrashDue = false
  const world: World = {
    history,
    inbox,
    async ask(request) {
      const answer = await node.ask(request)
      if (isCrashDue && typeof answer !== 'string') {
        isCrashDue = false
        crash()
      }
      return answer
    },
    now: () => node.deps.now(),
    pause: scheduler.sleep,
    steady,
    failing,
  }
  const crash = () => {
    const end = history.begin()
    node.die()
    node = start()
    end({ kind: 'fault', name: 'crash' })
  }
  // The moment at which whatever was promised must be kept already.
  const crashAtAnswer = () => {
    isCrashDue = true
  }
  history.note({ kind: 'callback-set', app: steady.name })
  history.note({ kind: 'callback-set', app: failing.name })
  const faultsEndAt = planFaults({ scheduler, random, history, trouble, crash, crashAtAnswer })
  scheduler.after(20_000, () => void giveUrlAgain(history, node, failing))

  const population = createPopulation(template.people, template.devices)
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    createClient(world, `client ${index}`, random),
  )
  const scripts = clients.map(async (client) => {
    for (let script = 0; script < SCRIPTS_OF_A_CLIENT; script++) {
      await scheduler.sleep(random() * 1_000)
      await drawScript(random)(client, population)
    }
  })
  await runToEnd(scripts)
  await scheduler.runUntil(() => scheduler.now() > faultsEndAt)
  letTimePass(history, trouble)
  inbox.close()
  await runToEnd(scripts)
  const isDelivered = () =>
    db.prepare<[], { readonly id: string }>('SELECT id FROM jobs LIMIT 1').get() === undefined
  const deadline = scheduler.now() + LONGEST_MS
  await scheduler.runUntil(() => isDelivered() || scheduler.now() > deadline)
  await runToEnd(
    lookBack(population).map((look, index) => look(clients[index % CLIENTS] ?? failNoClient())),
  )
  await Promise.all(nodes.map(({ close }) => close()))
  db.close()
  return { records: history.records, problems: check(history.records) }

  async function runToEnd(work: readonly Promise<unknown>[]): Promise<void> {
    let isOver = false
    void Promise.all(work).finally(() => {
      isOver = true
    })
    const until = scheduler.now() + LONGEST_MS
    await scheduler.runUntil(() => isOver || scheduler.now() > until)
  }
}

function failNoClient(): never {
  throw new Error('There are clients.')
}

/** What is wrong at the moment. */
interface Trouble {
  clockOffset: number
  carrier: readonly [Treatment, ...Treatment[]]
  endpoint: readonly [Treatment, ...Treatment[]]
}

interface FaultPlan {
  readonly scheduler: ReturnType<typeof createScheduler>
  readonly random: () => number
  readonly history: History
  readonly trouble: Trouble
  readonly crash: () => void
  /** With the next answer that a client gets. */
  readonly crashAtAnswer: () => void
}

/** Draws what goes wrong, and when; returns when all of it is over. */
function planFaults(faults: FaultPlan): number {
  const { scheduler, random, history, trouble, crash, crashAtAnswer } = faults
  let endAt = 0
  const plan = (at: number, act: () => void) => {
    endAt = Math.max(endAt, at)
    scheduler.after(at, act)
  }
  for (let crashes = drawBelow(random, 4); crashes > 0; crashes--)
    plan(random() * FAULTS_WITHIN_MS, choose(random, [crash, crashAtAnswer, crashAtAnswer]))

  const during = (name: string, begin: () => void, end: () => void) => {
    if (drawBelow(random, 3) > 0) return
    const beginAt = random() * FAULTS_WITHIN_MS
    let ended: ReturnType<History['begin']> | undefined
    plan(beginAt, () => {
      ended = history.begin()
      begin()
    })
    plan(beginAt + 1_000 + random() * 5_000, () => {
      end()
      ended?.({ kind: 'fault', name })
    })
  }
  during(
    'bad carrier',
    () => (trouble.carrier = ['take', 'refuse', 'hang', 'lose', 'answer-late']),
    () => (trouble.carrier = ['take']),
  )
  during(
    'bad endpoint',
    () => (trouble.endpoint = ['take', 'hang', 'lose', 'answer-late']),
    () => (trouble.endpoint = ['take']),
  )
  const setClock = (offset: number) => {
    trouble.clockOffset = offset
    history.note({ kind: 'clock', earliest: offset, latest: offset })
  }
  const jump = choose(random, [CLOCK_JUMP_MS, -CLOCK_JUMP_MS])
  during(
    'clock jump',
    () => setClock(jump),
    () => setClock(0),
  )
  return endAt
}

/** By the service's clock: what is due after a lease that was taken while it was ahead is due now. */
function letTimePass(history: History, trouble: Trouble): void {
  const end = history.begin()
  trouble.clockOffset = PAST_EVERY_LEASE_MS
  history.note({ kind: 'clock', earliest: PAST_EVERY_LEASE_MS, latest: PAST_EVERY_LEASE_MS })
  end({ kind: 'fault', name: 'time passes' })
}

/** As an operator does who reads that it was taken away. */
async function giveUrlAgain(
  history: History,
  { deps, whenDead }: SimulatedNode,
  app: TortureApp,
): Promise<void> {
  const end = history.begin()
  const given = setCallback(deps, app.id, callbackUrl(app.name), 'POST')
  // Whether it was given or not: from here on nobody expects the former row of failures to count.
  await Promise.race([given.catch(() => {}), whenDead])
  end({ kind: 'callback-set', app: app.name })
}
