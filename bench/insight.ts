import { sql } from 'kysely'
import type { Opened } from '@countersign/server'
import {
  ACTIVE_USERS,
  answerTimeName,
  approvalsName,
  convertedName,
  deliveredName,
  latencyName,
  LIMITS,
  messagesName,
  refusedName,
  sendsName,
  sentName,
  verifiedName,
  verifyName,
} from '../apps/server/src/domain/counter-names.ts'
import {
  DAY_MS,
  dayOf,
  HOUR_MS,
  hourOf,
  monthOf,
  nextMonth,
} from '../apps/server/src/domain/time-span.ts'
import { HOURS_KEPT_MS } from '../apps/server/src/store/roll-up-counters.ts'
import { testOperator } from '../apps/server/test/operator.ts'
import { end, forkServer } from './children.ts'
import { type BenchDatabase, prepareDatabase } from './databases.ts'
import type { BenchOptions } from './contenders.ts'

const APPS = 5
const YEAR_DAYS = 365
/** In the year, over all apps: each is counted where it happened, and none is kept as a row here. */
const EVENTS = 100_000_000
const EVENTS_AN_HOUR = Math.round(EVENTS / APPS / YEAR_DAYS / 24)

const COUNTRIES =
  'US DE FR GB BR IN ID MX ES IT PL NL SE NO FI DK CZ AT CH PT GR RO HU TR ZA NG KE EG JP KR'
const BUCKET_MS = Array.from({ length: 60 }, (_, bucket) => Math.round(50 * 1.12 ** bucket))

/** What an operator opens, as the page asks for it. */
const PAGES: readonly (readonly [name: string, path: (now: number, app: number) => string])[] = [
  ['24 hours, by hour', (now) => `/insight?from=${now - DAY_MS}`],
  ['7 days', () => '/insight'],
  ['30 days', (now) => `/insight?from=${now - 30 * DAY_MS}`],
  ['90 days', (now) => `/insight?from=${now - 90 * DAY_MS}`],
  ['a year', (now) => `/insight?from=${now - YEAR_DAYS * DAY_MS}`],
  ['a year of one app', (now, app) => `/insight?from=${now - YEAR_DAYS * DAY_MS}&app=${app}`],
  ['a year of one country', (now) => `/insight?from=${now - YEAR_DAYS * DAY_MS}&country=DE`],
  ['a year of one channel', (now) => `/insight?from=${now - YEAR_DAYS * DAY_MS}&channel=sms`],
  ['what is unusual', () => '/insight/unusual'],
]
const REQUESTS = 20

/** How long the page of insight takes at the server with the counters of 100 million events behind it. */
export async function measureInsight(options: BenchOptions): Promise<string> {
  const tables: string[] = []
  for (const database of options.databases) {
    const prepared = await prepareDatabase({
      name: `${database}, counters of ${EVENTS.toLocaleString('en')} events in a year, ${APPS} apps, ${COUNTRIES.split(' ').length} countries`,
      slug: `insight-${database}`,
      folder: options.folder,
      url: database === 'postgres' ? options.postgresUrl : undefined,
      seed: seedCounters,
    })
    // As PostgreSQL does by itself, a minute later.
    await prepared.administer('ANALYZE')
    tables.push(await measure(prepared))
  }
  return tables.join('\n\n')
}

async function measure(database: BenchDatabase): Promise<string> {
  let cookie = ''
  let rows = ''
  await database.change(async ({ deps }) => {
    // Of a former run on a database that was kept.
    for (const table of ['operator_sessions', 'operator_grants', 'operators'] as const)
      await deps.db.deleteFrom(table).execute()
    cookie = (await testOperator({ deps, url: 'http://127.0.0.1' })).cookie
    const count = async (table: 'counters' | 'daily_counters') =>
      Number(
        (
          await deps.db
            .selectFrom(table)
            .select((eb) => eb.fn.countAll<number | string>().as('count'))
            .executeTakeFirstOrThrow()
        ).count,
      ).toLocaleString('en')
    rows = `${await count('counters')} rows by hour, ${await count('daily_counters')} by day`
  })
  const { child, port } = await forkServer(database.env)
  const lines = [
    `| ${database.name}; ${rows} | first ms | p50 ms | p95 ms |`,
    '| --- | --- | --- | --- |',
  ]
  for (const [name, path] of PAGES) {
    const times: number[] = []
    for (let request = 0; request < REQUESTS; request++) {
      const url = `http://127.0.0.1:${port}/console/api${path(Date.now(), database.appId)}`
      const startedAt = performance.now()
      const response = await fetch(url, { headers: { cookie } })
      await response.arrayBuffer()
      times.push(performance.now() - startedAt)
      if (response.status !== 200) throw new Error(`${name} answered ${response.status}`)
    }
    const [first = 0] = times
    const sorted = times.toSorted((a, b) => a - b)
    const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(0)
    lines.push(`| ${name} | ${first.toFixed(0)} | ${at(0.5)} | ${at(0.95)} |`)
    console.error(lines.at(-1))
  }
  await end(child)
  return lines.join('\n')
}

/** Ninety days by hour and a year by day, as the acts and the roll-up leave them. */
async function seedCounters({ deps }: Opened): Promise<void> {
  const { db } = deps
  const now = deps.now()
  for (let app = 1; app < APPS; app++) {
    await db
      .insertInto('apps')
      .values({ name: `Bench ${app}`, plan: 'production', settings: '{}', created_at: now })
      .execute()
  }
  await sql`CREATE TABLE bench_names (name TEXT PRIMARY KEY, count BIGINT NOT NULL)`.execute(db)
  const names = [...countsOfAnHour()]
  await sql`INSERT INTO bench_names (name, count) VALUES ${sql.join(
    names.map(([name, count]) => sql`(${name}, ${count})`),
  )}`.execute(db)
  const today = dayOf(now)
  for (let hour = hourOf(now) - HOURS_KEPT_MS; hour <= now; hour += HOUR_MS) {
    await sql`INSERT INTO counters (app_id, hour, name, count)
      SELECT apps.id, ${sql.lit(hour)}, bench_names.name, bench_names.count FROM apps, bench_names
      ORDER BY 1, 3`.execute(db)
  }
  for (let day = today - YEAR_DAYS * DAY_MS; day < today; day += DAY_MS) {
    await sql`INSERT INTO daily_counters (app_id, name, day, count)
      SELECT apps.id, bench_names.name, ${sql.lit(day)}, bench_names.count * 24 FROM apps, bench_names`.execute(
      db,
    )
  }
  for (
    let month = monthOf(today - YEAR_DAYS * DAY_MS);
    nextMonth(month) <= today;
    month = nextMonth(month)
  ) {
    await sql`INSERT INTO monthly_counters (app_id, name, month, count)
      SELECT app_id, name, ${sql.lit(month)}, sum(count) FROM daily_counters
      WHERE day >= ${month} AND day < ${nextMonth(month)} GROUP BY app_id, name`.execute(db)
  }
  await sql`INSERT INTO counter_roll_ups (app_id, until_day)
    SELECT id, ${sql.lit(today)} FROM apps`.execute(db)
  await sql`DROP TABLE bench_names`.execute(db)
}

/** Every counter of one app in an hour. */
function countsOfAnHour(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const countries = COUNTRIES.split(' ')
  const add = (name: string, part: number) =>
    counts.set(name, (counts.get(name) ?? 0) + Math.max(1, Math.round(EVENTS_AN_HOUR * part)))
  for (const country of countries) {
    const part = 1 / countries.length
    add(verifiedName(country, 'valid', 'sms'), 0.25 * part)
    add(verifiedName(country, 'valid', 'soft'), 0.15 * part)
    add(verifiedName(country, 'invalid', 'sms'), 0.04 * part)
    add(verifiedName(country, 'reused', 'sms'), 0.01 * part)
    for (const channel of ['sms', 'call'] as const) {
      const share = channel === 'sms' ? 0.28 : 0.02
      add(sendsName(country, channel), share * part)
      add(deliveredName(country, channel, 'twilio', 'sent'), share * part)
      add(deliveredName(country, channel, 'twilio', 'failed'), 0.01 * part)
      add(convertedName(country, channel, 'twilio'), 0.9 * share * part)
    }
  }
  for (const milliseconds of BUCKET_MS) {
    add(latencyName('sms', 'twilio', milliseconds), 0.28 / BUCKET_MS.length)
    add(latencyName('call', 'twilio', milliseconds), 0.02 / BUCKET_MS.length)
    add(answerTimeName(milliseconds * 20), 0.11 / BUCKET_MS.length)
  }
  for (const limit of LIMITS) add(refusedName(limit), 0.001)
  add(verifyName('valid'), 0.4)
  add(verifyName('invalid'), 0.04)
  add(verifyName('reused'), 0.01)
  add(sentName('sms'), 0.28)
  add(sentName('call'), 0.02)
  add(messagesName('sms', 'sent'), 0.28)
  add(approvalsName('asked'), 0.13)
  add(approvalsName('approved'), 0.11)
  add(approvalsName('denied'), 0.01)
  add(ACTIVE_USERS, 0.1)
  return counts
}
