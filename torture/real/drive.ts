import { setTimeout as sleep } from 'node:timers/promises'
import { check } from '../check/check.ts'
import type { Tortured } from '../faults/fault.ts'
import type { History } from '../history.ts'
import { createClient, type Client } from '../load/client.ts'
import { createPopulation } from '../load/population.ts'
import { drawScript, lookBack } from '../load/scripts.ts'
import type { TortureApp, World } from '../load/world.ts'
import { choose, drawBelow, seededRandom } from '../random.ts'
import { askOverHttp } from './ask.ts'
import type { RealNode } from './node.ts'
import type { Range, TortureOptions } from './options.ts'

/** The URL that failures take away is given again so often. */
const GIVEN_AGAIN_MS = 15_000

/** By then everything has been tried again, unless it is lost: leases, waits and backoffs are all shorter. */
const LONGEST_END_MS = 100_000

/** What a node that is dead had leased is due again then; and what was leased while the clock was ahead. */
const PAST_EVERY_LEASE_MS = 25_000
const PAST_EVERY_JUMP_MS = 330_000

/** What clients meet, and what is broken under them. */
export interface Driven {
  readonly tortured: Tortured
  readonly history: History
  readonly inbox: World['inbox']
  readonly callbackUrl: (appName: string) => string
  readonly steady: TortureApp
  readonly failing: TortureApp
}

/** Lets clients work while one thing after the other is broken and mended, and then look back. */
export async function drive(options: TortureOptions, driven: Driven): Promise<void> {
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
