import { fork } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { end, measureCeilings, memoryOf, nextMessage, perSecond, runChild } from './children.ts'
import { type BenchOptions, prepareContenders } from './contenders.ts'
import type { LoadReport } from './load.ts'
import type { PeerOrder } from './peer-child.ts'
import { median, range, ratioTable, type Round } from './ratios.ts'
import { tokensEachFor } from './population.ts'
import { seed } from './seed.ts'
import { measureValid } from './verify.ts'
import manifest from './package.json' with { type: 'json' }

const USERS = 20_000
const WARM_UP_S = 3

/** More than it verifies in a second here, so that none of its loads ends for want of challenges. */
const PEER_PER_SECOND = 2_500

/** A verify of ours beside that of another service, durable both, in the same rounds. */
export async function measurePeers(options: BenchOptions): Promise<string> {
  const tokensEach = tokensEachFor(USERS, options.seconds + WARM_UP_S)
  const [ours] = await prepareContenders(
    { ...options, databases: ['sqlite'] },
    {
      slug: `peers-${tokensEach}`,
      users: USERS,
      seed: (opened, appId) => seed(opened, appId, USERS, tokensEach),
    },
  )
  if (ours === undefined) throw new Error('There is nothing of ours to compare.')
  const peer = await startPeer(options)
  const ourRounds: Round[] = []
  const peerRounds: Round[] = []
  for (let round = 1; round <= options.rounds; round++) {
    const ceilings = await measureCeilings(options.connections, options.seconds)
    ourRounds.push({
      ceilings,
      ...(await measureValid({ ...ours, users: USERS, tokensEach }, options)),
    })
    peerRounds.push({ ceilings, ...(await peer.measure(options)) })
    console.error(
      `round ${round}: ours ${perSecond(ourRounds.at(-1)?.report)}/s, better-auth ${perSecond(peerRounds.at(-1)?.report)}/s`,
    )
  }
  await peer.end()
  const times = ourRounds.map(
    ({ report }, round) => perSecond(report) / perSecond(peerRounds[round]?.report),
  )
  options.figures.set('times better-auth', median(times))
  const version = manifest.devDependencies['better-auth']
  return [
    ratioTable(`verify beside a peer, SQLite, ${USERS.toLocaleString('en')} users`, [
      { name: 'Countersign', rounds: ourRounds },
      { name: `better-auth ${version}, two-factor`, rounds: peerRounds },
    ]),
    '',
    `Countersign verifies ${median(times).toFixed(1)} times (${range(times, 1)}) as many in the same rounds.`,
    '',
    `Settings of better-auth ${version}: \`rateLimit.enabled: false\` (it allows three verifications in ten seconds of an address), ` +
      '`verification.disableCleanup: true` (else each verify looks through all open challenges, of which there are thousands here), ' +
      '`telemetry.enabled: false`, `logger.disabled: true`, all else as it comes; `node:http` with its `toNodeHandler`; ' +
      'better-sqlite3 with `journal_mode=WAL` and `synchronous=FULL`. Each request types the TOTP of another person who has ' +
      'just given a password (`POST /two-factor/verify-totp` with the cookie of the challenge), and counts only where a session came back. ' +
      'Its users and challenges are made by its own adapter, without passwords. A verify of better-auth also makes the session; ' +
      'one of ours also writes the event and the counters that the console shows.',
  ].join('\n')
}

async function startPeer({ folder }: BenchOptions): Promise<{
  readonly measure: (
    options: BenchOptions,
  ) => Promise<{ readonly report: LoadReport; readonly rssMb: number }>
  readonly end: () => Promise<void>
}> {
  console.error('seeding better-auth …')
  const database = join(mkdtempSync(join(folder, 'better-auth-')), 'auth.db')
  const child = fork(new URL('./peer-child.ts', import.meta.url), {
    execArgv: ['--conditions=source'],
    env: { ...process.env, PEER_DATABASE: database, PEER_USERS: String(USERS) },
  })
  const { port } = await nextMessage<{ port: number }>(child)
  let from = 0
  const load = async (seconds: number, connections: number) => {
    const until = from + seconds * PEER_PER_SECOND
    child.send({ from, until } satisfies PeerOrder)
    await nextMessage(child)
    const requests = { kind: 'peer', apiKey: '', users: USERS, tokensEach: 1, from, until }
    const order = { ports: [port], connections, seconds, requests }
    from = until
    return await runChild<LoadReport>('./load.ts', order)
  }
  return {
    async measure({ connections, seconds }) {
      await load(WARM_UP_S, connections)
      const report = await load(seconds, connections)
      const { rss } = await memoryOf(child, 'as-it-is')
      return { report, rssMb: Math.round(rss / 1e6) }
    },
    end: async () => await end(child),
  }
}
