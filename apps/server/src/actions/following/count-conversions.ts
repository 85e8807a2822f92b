import { type Kysely, sql } from 'kysely'
import { convertedName } from '../../domain/counter-names.ts'
import { HOUR_MS } from '../../domain/time-span.ts'
import { addCounters } from '../../store/counters.ts'
import type { LogRange } from '../../store/follow-index.ts'
import type { Schema } from '../../store/schema.ts'

/** A UUID and the two characters that end the facts: both acts write the message last. */
const ID_CHARACTERS = 36

interface Converted {
  readonly appId: number
  readonly channel: 'sms' | 'call' | 'email'
  readonly region: string | null
  readonly provider: string
  readonly hour: number
  readonly count: number | string
}

/**
 * Counts for each provider what verified of what it delivered: the act that verifies does not know who that
 * was. The database counts, so that a batch of thousands comes back as a handful of rows.
 */
export async function countConversions(
  tx: Kysely<Schema>,
  { after, upTo }: LogRange,
): Promise<void> {
  const { rows } = await sql<Converted>`
    SELECT sent.app_id AS "appId", sent.channel, sent.region, sent.provider,
      told.at - told.at % ${sql.lit(HOUR_MS)} AS hour, count(*) AS count
    FROM events AS told
    JOIN messages AS sent
      ON sent.id = substr(told.facts, length(told.facts) - ${sql.lit(ID_CHARACTERS + 1)}, ${sql.lit(ID_CHARACTERS)})
    WHERE told.id > ${after} AND told.id <= ${upTo}
      AND told.kind IN ('token_verified', 'phone_verification_code_is_valid')
      AND told.facts LIKE '%"message":"%' AND sent.provider IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5`.execute(tx)
  if (rows.length === 0) return
  const untilDay = await findRolledUp(tx)
  await addCounters(
    tx,
    rows.map(({ appId, channel, region, provider, hour, count }) => ({
      appId,
      name: convertedName(region ?? undefined, channel, provider),
      // A day that is rolled up takes no more: what is late counts in the first hour after it.
      hour: Math.max(hour, untilDay.get(appId) ?? 0),
      by: Number(count),
    })),
  )
}

async function findRolledUp(tx: Kysely<Schema>): Promise<ReadonlyMap<number, number>> {
  const rows = await tx.selectFrom('counter_roll_ups').selectAll().execute()
  return new Map(rows.map((row) => [row.app_id, row.until_day]))
}
