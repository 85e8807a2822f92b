import { createApp } from '@countersign/server'
import { end, forkServer, runChild } from './children.ts'
import { prepareDatabase } from './databases.ts'
import type { LoadReport } from './load.ts'
import { seed } from './seed.ts'
import type { BenchOptions } from './contenders.ts'

const USERS = 20_000
const TOKENS_EACH = 3
const GUESSES = 50_000
const FLOOD_CONNECTIONS = 256

/** As long as the flood takes: each connection's refusals are answered after a quarter of a second. */
const FLOOD_S = 50

/** The other app: four people logging in all the time, each fifty times a second. */
const QUIET_CONNECTIONS = 4
const EVERY_MS = 20

/** What one app feels while another is flooded with wrong guesses from one address. */
export async function measureFlood(options: BenchOptions): Promise<string> {
  const rows: string[] = []
  for (const database of options.databases) {
    let floodedKey = ''
    const prepared = await prepareDatabase({
      name: `${database}, flood`,
      slug: `${database}-flood`,
      folder: options.folder,
      url: database === 'postgres' ? options.postgresUrl : undefined,
      async seed(opened, appId) {
        await seed(opened, appId, USERS, TOKENS_EACH)
      },
    })
    await prepared.change(async ({ deps }) => {
      await deps.db.updateTable('sent_tokens').set({ used_at: null }).execute()
      const created = await createApp(deps, {
        name: `Flooded ${crypto.randomUUID().slice(0, 8)}`,
        plan: 'production',
      })
      if (created.result !== 'created') throw new Error(created.result)
      floodedKey = created.apiKey
      // The same people: whoever guesses knows ids from elsewhere.
      await deps.db
        .insertInto('app_users')
        .columns(['app_id', 'authy_id', 'created_at', 'confirmed_at'])
        .expression((eb) =>
          eb
            .selectFrom('app_users')
            .select((of) => [
              of.val(created.app.id).as('app_id'),
              'authy_id',
              'created_at',
              'confirmed_at',
            ])
            .where('app_id', '=', prepared.appId),
        )
        .execute()
    })
    const { child, port } = await forkServer(prepared.env)
    const login = async (seconds: number, from: number) =>
      await runChild<LoadReport>('./load.ts', {
        ports: [port],
        connections: QUIET_CONNECTIONS,
        seconds,
        everyMs: EVERY_MS,
        requests: {
          kind: 'verify',
          apiKey: prepared.apiKey,
          users: USERS,
          tokensEach: TOKENS_EACH,
          from,
        },
      })
    const warm = await login(5, 0)
    const quiet = await login(Math.min(options.seconds, FLOOD_S), warm.next)
    const flood = runChild<LoadReport>('./load.ts', {
      ports: [port],
      connections: FLOOD_CONNECTIONS,
      seconds: FLOOD_S * 4,
      requests: {
        kind: 'guess',
        apiKey: floodedKey,
        users: USERS,
        tokensEach: TOKENS_EACH,
        from: 0,
        until: GUESSES,
      },
    })
    const flooded = await login(FLOOD_S, quiet.next)
    const { statuses } = await flood
    await end(child)
    rows.push(
      `| ${database} | ${quiet.p50Ms.toFixed(1)} | ${quiet.p99Ms.toFixed(1)} | ${flooded.p50Ms.toFixed(1)} | ${flooded.p99Ms.toFixed(1)} | ${(flooded.p99Ms / quiet.p99Ms).toFixed(2)} | ${statuses['401'] ?? 0} | ${statuses['429'] ?? 0} | ${flooded.refused} |`,
    )
    console.error(rows.at(-1))
  }
  return [
    `| ${GUESSES.toLocaleString('en')} wrong guesses from one address against one app; another app meanwhile | p50 ms quiet | p99 ms quiet | p50 ms flooded | p99 ms flooded | ratio of p99 | guesses evaluated | guesses refused | its own refused |`,
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
