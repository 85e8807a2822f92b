import type { Opened } from '@countersign/server'
import { sql } from 'kysely'
import { createLogFollowing } from '../apps/server/src/actions/following/follow-logs.ts'
import { seededAuthyId, seededPhone } from './population.ts'
import { insertPeople } from './seed.ts'

/** Rows in one statement: SQLite takes 32,766 parameters at most. */
const ROWS = 1_000
/** PostgreSQL ends a statement of ours after 15 s. */
const EVENTS_A_STATEMENT = 250_000
const FIRST_AT = 1_700_000_000_000

/** People, ten events for each, and a message for every fifth: written as the service writes them, the events by the database itself. */
export async function seedConsole(
  { deps }: Opened,
  appId: number,
  { users, events }: { readonly users: number; readonly events: number },
): Promise<void> {
  if (deps.dialect === 'sqlite') {
    // Nothing that a power cut may not take: it is seeded anew.
    await sql`PRAGMA synchronous = OFF`.execute(deps.db)
    await sql`PRAGMA cache_size = -2000000`.execute(deps.db)
  }
  for (let start = 0; start < users; start += ROWS) {
    if (start % 100_000 === 0) console.error(`${start.toLocaleString('en')} people …`)
    const indexes = Array.from({ length: Math.min(ROWS, users - start) }, (_, at) => start + at)
    await deps.db.transaction().execute(async (tx) => {
      await insertPeople({ ...deps, db: tx, now: () => FIRST_AT + start }, appId, indexes)
      await insertMessages(
        { ...deps, db: tx },
        appId,
        indexes.filter((index) => index % 5 === 0),
      )
    })
  }
  await deps.db
    .updateTable('app_users')
    .set({ suspended_at: FIRST_AT })
    .where(sql<boolean>`authy_id % 5000 = 0`)
    .execute()
  const numbers = (from: number) =>
    deps.dialect === 'postgres'
      ? sql`generate_series(${from}::bigint, ${from + EVENTS_A_STATEMENT - 1}::bigint) AS n(i)`
      : sql`(WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + EVENTS_A_STATEMENT - 1}) SELECT i FROM n)`
  for (let from = 0; from < events; from += EVENTS_A_STATEMENT) {
    // As population.ts makes ids of indexes.
    await sql`INSERT INTO events (app_id, authy_id, at, kind, facts)
      SELECT ${appId}, 10000000 + (((i % ${users}) + 1) * 1103515245) % 2137483643, ${FIRST_AT} + i * 100,
        CASE i % 3 WHEN 0 THEN 'totp_token_sent' WHEN 1 THEN 'token_verified' ELSE 'token_invalid' END,
        CASE i % 3 WHEN 0 THEN '{"channel":"sms"}' WHEN 1 THEN '{"by":"sms"}' ELSE '{"reason":"invalid"}' END
      FROM ${numbers(from)}`.execute(deps.db)
  }
  await createLogFollowing(deps, undefined, { numbersABatch: EVENTS_A_STATEMENT }).followToEnd()
}

async function insertMessages(
  { db, vault, random }: Opened['deps'],
  appId: number,
  indexes: readonly number[],
): Promise<void> {
  await db
    .insertInto('messages')
    .values(
      indexes.map((index) => {
        const to = seededPhone(index)
        const id = `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`
        const content = { to, appName: 'Bench', token: '1234567', text: 'Your code is 1234567' }
        const at = FIRST_AT + index * 1_000
        return {
          id,
          app_id: appId,
          authy_id: seededAuthyId(index),
          kind: 'token' as const,
          channel: index % 2 === 0 ? ('sms' as const) : ('call' as const),
          locale: 'en',
          to_hash: vault.blindIndex('phone', to),
          sealed_content: vault.seal(JSON.stringify(content), `messages/${id}`, random(12)),
          status: index % 1_000 === 0 ? ('failed' as const) : ('sent' as const),
          provider: 'twilio',
          created_at: at,
          expires_at: at + 600_000,
          sent_at: at + 400,
        }
      }),
    )
    .execute()
}
