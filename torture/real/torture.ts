import { check } from '../check/check.ts'
import type { Problem } from '../check/facts.ts'
import type { Tortured } from '../faults/fault.ts'
import { createHistory, type History, type HistoryRecord } from '../history.ts'
import { createInbox } from '../load/inbox.ts'
import { choose, seededRandom } from '../random.ts'
import { createRealDatabase } from './database.ts'
import { drive } from './drive.ts'
import { createNode, type RealNode } from './node.ts'
import type { TortureOptions } from './options.ts'
import { startOutside } from './outside.ts'
import { prepareApps } from './prepare.ts'

/** A short run meets this limit. */
const WRONG_TOKENS_PER_ADDRESS = 40

/** A node that was just mended may still fail what it took before. */
const GRACE_MS = 3_000

/** Share of the callbacks of the failing app. */
const REFUSED = 0.9

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
    const broken = await database.inspect()
    const problems = check(history.records)
    return {
      records: history.records,
      problems: broken === undefined ? problems : [...problems, broken],
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
