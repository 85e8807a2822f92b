import { setTimeout as sleep } from 'node:timers/promises'
import { check } from '../check/check.ts'
import type { Problem } from '../check/facts.ts'
import type { Tortured, TortureFault } from '../faults/fault.ts'
import { createHistory, type History, type HistoryRecord } from '../history.ts'
import { createClient, type Client } from '../load/client.ts'
import { createInbox } from '../load/inbox.ts'
import { createPopulation } from '../load/population.ts'
import { drawScript, lookBack } from '../load/scripts.ts'
import type { TortureApp, World } from '../load/world.ts'
import { choose, drawBelow, seededRandom } from '../random.ts'
import { askOverHttp } from './ask.ts'
import { createRealDatabase, type DatabaseKind } from './database.ts'
import { createNode, type RealNode } from './node.ts'
import { startOutside } from './outside.ts'
import { prepareApps } from './prepare.ts'

export interface TortureOptions {
  readonly database: DatabaseKind
  readonly seed: number
  readonly seconds: number
  readonly clients: number
  readonly faults: readonly TortureFault[]
  /** Between two faults, at least and at most, and how long one lasts; milliseconds. */
  readonly pace: { readonly rest: Range; readonly lasts: Range }
  /** One of guards/guards.ts, which the service is to be without. */
  readonly brokenGuard?: string
}

type Range = readonly [least: number, most: number]

/** A short run meets this limit. */
const WRONG_TOKENS_PER_ADDRESS = 40

/** A node that was just mended may still fail what it took before. */
const GRACE_MS = 3_000

/** Share of the callbacks of the failing app. */
const REFUSED = 0.9

/** The URL that failures take away is given again so often. */
const GIVEN_AGAIN_MS = 15_000

/** By then everything has been tried again, unless it is lost: leases, waits and backoffs are all shorter. */
const LONGEST_END_MS = 100_000

/** What a node that is dead had leased is due again then; and what was leased while the clock was ahead. */
const PAST_EVERY_LEASE_MS = 25_000
const PAST_EVERY_JUMP_MS = 330_000

export interface TortureResult {
  readonly records: readonly HistoryRecord[]
  readonly problems: readonly Problem[]
}

/** Processes of the service under load, while one thing after the other is broken and mended. */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const random = seededRandom(options.seed)
  const startedAt = performance.now()
  const history = createHistory(
    {
      kind: 'run',
      seed: options.seed,
      database: options.database,
      graceMs: GRACE_MS,
      wrongTokensPerAddress: WRONG_TOKENS_PER_ADDRESS,
    },
    () => Math.round(performance.now() - startedAt),
  )
  const inbox = createInbox()
  const treatments: Tortured['treatments'] = { carrier: ['take'], endpoint: ['take'] }
  const outsideRandom = seededRandom(options.seed + 1)
  const outside = await startOutside({
    history,
    inbox,
    treatMessage: () => choose(outsideRandom, treatments.carrier),
    treatCallback: (name) =>
      name === 'Failing' && outsideRandom() < REFUSED
        ? 'refuse'
        : choose(outsideRandom, treatments.endpoint),
  })
  const database = await createRealDatabase(options.database)
  const env = {
    ...database.env,
    TRUST_PROXY: '1',
    SMS_PROVIDER: 'http',
    HTTP_PROVIDER_URL: outside.carrierUrl,
  }
  const newNode = () => createNode(env, options.brokenGuard)
  const first = newNode()
  const nodes: readonly [RealNode, ...RealNode[]] =
    database.kind === 'postgres' ? [first, newNode()] : [first]
  try {
    const { callbackUrl } = outside
    const wrongTokensPerAddress = WRONG_TOKENS_PER_ADDRESS
    const apps = await prepareApps(env, { wrongTokensPerAddress, callbackUrl })
    outside.setApps(Object.values(apps))
    for (const app of Object.values(apps)) history.note({ kind: 'callback-set', app: app.name })
    for (const node of nodes) await node.start(0)
    const tortured = createTortured({ random, database, nodes, treatments, history })
    await drive(options, { tortured, history, inbox, callbackUrl, ...apps })
    for (const node of nodes) await node.kill()
    const broken = database.inspect()
    const problems = check(history.records)
    return {
      records: history.records,
      problems:
        broken === undefined ? problems : [...problems, { rule: 'file broken', text: broken }],
    }
  } finally {
    for (const node of nodes) await node.kill()
    await outside.close()
    await database.drop()
  }
}

function createTortured({
  history,
  ...parts
}: Pick<Tortured, 'random' | 'database' | 'nodes' | 'treatments'> & {
  readonly history: History
}): Tortured {
  let offsets: readonly number[] = parts.nodes.map(() => 0)
  const { nodes } = parts
  const note = (those: readonly number[]) =>
    history.note({ kind: 'clock', earliest: Math.min(...those), latest: Math.max(...those) })
  return {
    ...parts,
    clockOf: (node) => offsets[nodes.indexOf(node)] ?? 0,
    async setClocks(next) {
      // While the nodes are told, each has one clock or the other.
      note([...offsets, ...next])
      offsets = next
      for (const [index, node] of nodes.entries())
        await node.order({ kind: 'clock', offset: next[index] ?? 0 })
      note(next)
    },
  }
}

interface Driven {
  readonly tortured: Tortured
  readonly history: History
  readonly inbox: World['inbox']
  readonly callbackUrl: (appName: string) => string
  readonly steady: TortureApp
  readonly failing: TortureApp
}

async function drive(options: TortureOptions, driven: Driven): Promise<void> {
  const { tortured, history, inbox, steady, failing } = driven
  const { nodes, clockOf } = tortured
  const askRandom = seededRandom(options.seed + 2)
  const world: World = {
    history,
    inbox,
    ask: (request) => askOverHttp(choose(askRandom, nodes).url(), request),
    now: () => Date.now() + clockOf(nodes[0]),
    pause: async (milliseconds) => await sleep(milliseconds),
    steady,
    failing,
  }
  const population = createPopulation()
  const clients = Array.from({ length: options.clients }, (_, index) =>
    createClient(world, `client ${index}`, seededRandom(options.seed + 10 + index)),
  )
  let isOver = false
  const loads = Promise.all(
    clients.map(async (client) => {
      while (!isOver) {
        await drawScript(client.random)(client, population)
        await sleep(drawBelow(client.random, 200))
      }
    }),
  )
  const given = setInterval(() => void giveUrlAgain(driven), GIVEN_AGAIN_MS)
  try {
    await breakThings(options, tortured, history)
    isOver = true
    await letTimePass(options, driven)
    await untilDelivered(history, loads)
    inbox.close()
    await loads
    await inParallel(clients, lookBack(population))
  } finally {
    clearInterval(given)
  }
}

async function breakThings(
  { seconds, faults, pace }: TortureOptions,
  tortured: Tortured,
  history: History,
): Promise<void> {
  const { random, nodes } = tortured
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    await sleep(drawWithin(random, pace.rest))
    const [anyFault, ...others] = faults
    if (anyFault === undefined) continue
    const fault = choose(random, [anyFault, ...others])
    const end = history.begin()
    const mend = await fault.begin(tortured)
    await sleep(drawWithin(random, pace.lasts))
    await mend()
    for (const node of nodes) await untilReady(node)
    end({ kind: 'fault', name: fault.name })
  }
}

/** By the clocks of the nodes: what is due after a lease, or after a jump, is due now. */
async function letTimePass(
  { faults }: TortureOptions,
  { tortured, history }: Driven,
): Promise<void> {
  const isJumping = faults.some(({ name }) => name === 'jump-clock')
  const passed = isJumping ? PAST_EVERY_JUMP_MS : PAST_EVERY_LEASE_MS
  const end = history.begin()
  await tortured.setClocks(tortured.nodes.map(() => passed))
  end({ kind: 'fault', name: 'time-passes' })
}

function drawWithin(random: () => number, [least, most]: Range): number {
  return least + random() * (most - least)
}

/** It mends itself, or the run ends by the patience of whoever started it. */
async function untilReady(node: RealNode): Promise<void> {
  for (;;) {
    const answer = await fetch(`${node.url()}/readyz`).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(50)
  }
}

/** Until the checker misses nothing any more that is still to come. */
async function untilDelivered(history: History, loads: Promise<unknown>): Promise<void> {
  const until = performance.now() + LONGEST_END_MS
  let isLoaded = false
  void loads.finally(() => {
    isLoaded = true
  })
  while (performance.now() < until) {
    await sleep(500)
    const isMissing = check(history.records).some(({ rule }) => rule.endsWith(' lost'))
    if (isLoaded && !isMissing) return
  }
}

async function giveUrlAgain({ history, tortured, failing, callbackUrl }: Driven): Promise<void> {
  const end = history.begin()
  const url = callbackUrl(failing.name)
  for (const node of tortured.nodes)
    await node.order({ kind: 'set-callback', appId: failing.id, url })
  end({ kind: 'callback-set', app: failing.name })
}

async function inParallel(
  clients: readonly Client[],
  work: readonly ((client: Client) => Promise<unknown>)[],
): Promise<void> {
  const waiting = [...work]
  await Promise.all(
    clients.map(async (client) => {
      for (let act = waiting.shift(); act !== undefined; act = waiting.shift()) await act(client)
    }),
  )
}
