import type { Opened } from '@countersign/server'
import { type RawBuilder, sql } from 'kysely'
import {
  FIRST_AUTHY_ID,
  AUTHY_ID_STEP,
  seededAction,
  seededAuthyId,
  seededOrder,
  seededPhone,
  seededToken,
} from './population.ts'
import { FAR } from './seed.ts'

/** People in one statement: enough to be quick, few enough for the write-ahead log. */
const PEOPLE = 250_000
const SEALED_AT_ONCE = 10_000

/** Characters of a phone's keyed hash: eight that keep the order of the ids, and the rest at random. */
const HASH_LENGTH = 43
const ORDER_LENGTH = 8

/**
 * Millions of people who each hold a token for so many actions. The database itself makes rows as long as
 * those of the service; sealed as the service seals are the tokens of the positions (`seededOrder`) that a
 * round can reach. No act that is measured with them looks at anything else that is sealed.
 */
export async function seedMany(
  opened: Opened,
  appId: number,
  of: { readonly users: number; readonly tokensEach: number; readonly reached: number },
): Promise<void> {
  for (let from = 0; from < of.users; from += PEOPLE)
    await makeRows(opened, appId, {
      from,
      to: Math.min(from + PEOPLE, of.users),
      tokensEach: of.tokensEach,
    })
  const tokens = reachedTokens(of)
  for (let from = 0; from < tokens.length; from += SEALED_AT_ONCE)
    await sealTokens(opened, appId, tokens.slice(from, from + SEALED_AT_ONCE))
}

async function makeRows(
  { deps: { db, dialect, vault, random, now } }: Opened,
  appId: number,
  {
    from,
    to,
    tokensEach,
  }: { readonly from: number; readonly to: number; readonly tokensEach: number },
): Promise<void> {
  const at = now()
  const sealedLike = (text: string) => like(vault.seal(text, '', random(12)))
  const like = (sealed: string) => {
    const keyId = sealed.slice(0, sealed.indexOf('.') + 1)
    return sql`${sql.lit(keyId)} || ${randomText(dialect, sealed.length - keyId.length)}`
  }
  const hash = sql`${inOrder(dialect)} || ${randomText(dialect, HASH_LENGTH - ORDER_LENGTH)}`
  const id = sql`${sql.lit(FIRST_AUTHY_ID)} + i * ${sql.lit(AUTHY_ID_STEP)}`
  const actions = Array.from({ length: tokensEach }, (_, place) => seededAction(place)).toSorted()
  const people = numbers(dialect, from, to)
  await db.transaction().execute(async (tx) => {
    if (dialect === 'postgres') await sql`SET LOCAL statement_timeout = 0`.execute(tx)
    await sql`INSERT INTO users (authy_id, phone_hash, sealed_phone, country_code, region, created_at)
      ${people} SELECT ${id}, ${hash}, ${sealedLike(seededPhone(0))}, 1, 'US', ${sql.lit(at)} FROM n`.execute(
      tx,
    )
    await sql`INSERT INTO app_users (app_id, authy_id, created_at, confirmed_at, region)
      ${people} SELECT ${sql.lit(appId)}, ${id}, ${sql.lit(at)}, ${sql.lit(at)}, 'US' FROM n`.execute(
      tx,
    )
    await sql`INSERT INTO sent_tokens
      (app_id, authy_id, action, channel, sealed_token, expires_at, last_sent_at, last_request)
      ${people}, actions (action) AS (VALUES ${sql.join(actions.map((action) => sql`(${sql.lit(action)})`))})
      SELECT ${sql.lit(appId)}, ${id}, action, 'sms', ${sealedLike(seededToken(0, 0))}, ${sql.lit(FAR)}, ${sql.lit(at)}, ''
      FROM n CROSS JOIN actions`.execute(tx)
  })
}

type Dialect = Opened['deps']['dialect']

function numbers(dialect: Dialect, from: number, to: number): RawBuilder<unknown> {
  return dialect === 'sqlite'
    ? sql`WITH RECURSIVE n (i) AS (SELECT ${sql.lit(from)} UNION ALL SELECT i + 1 FROM n WHERE i < ${sql.lit(to - 1)})`
    : sql`WITH n AS (SELECT generate_series(${sql.lit(from)}, ${sql.lit(to - 1)})::bigint AS i)`
}

function inOrder(dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`printf('%08x', i)` : sql`lpad(to_hex(i), 8, '0')`
}

/** @param length at most 64 */
function randomText(dialect: Dialect, length: number): RawBuilder<unknown> {
  return dialect === 'sqlite'
    ? sql`substr(hex(randomblob(32)), 1, ${sql.lit(length)})`
    : sql`substr(md5(i::text) || md5('-' || i::text), 1, ${sql.lit(length)})`
}

interface SeededToken {
  readonly index: number
  readonly place: number
}

/** In the order of the table's key, which is how databases like it. */
function reachedTokens({
  users,
  tokensEach,
  reached,
}: Parameters<typeof seedMany>[2]): readonly SeededToken[] {
  const most = Math.min(reached, users * tokensEach)
  return Array.from({ length: most }, (_, position) => ({
    index: seededOrder(position % users, users),
    place: Math.floor(position / users),
  })).toSorted((a, b) => a.index - b.index || a.place - b.place)
}

async function sealTokens(
  { deps: { db, dialect, vault, random } }: Opened,
  appId: number,
  tokens: readonly SeededToken[],
): Promise<void> {
  const rows = tokens.map(({ index, place }) => {
    const authyId = seededAuthyId(index)
    const action = seededAction(place)
    const row = `sent_tokens/${appId}/${authyId}/${action}`
    return [authyId, action, vault.seal(seededToken(index, place), row, random(12))]
  })
  const json = JSON.stringify(rows)
  // All are there already. As an UPDATE … FROM, SQLite would go through the table for each.
  const all = sql`INSERT INTO sent_tokens
    (app_id, authy_id, action, channel, sealed_token, expires_at, last_sent_at, last_request)`
  const replaced = sql`ON CONFLICT (app_id, authy_id, action) DO UPDATE SET sealed_token = excluded.sealed_token`
  await (
    dialect === 'sqlite'
      ? sql`${all} SELECT ${appId}, row.value ->> 0, row.value ->> 1, 'sms', row.value ->> 2, ${FAR}, 0, ''
          FROM json_each(${json}) AS row WHERE true ${replaced}`
      : sql`${all} SELECT ${appId}, (row ->> 0)::bigint, row ->> 1, 'sms', row ->> 2, ${FAR}, 0, ''
          FROM json_array_elements(${json}::json) AS row ${replaced}`
  ).execute(db)
}
