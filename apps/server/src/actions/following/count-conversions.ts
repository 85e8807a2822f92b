import type { Kysely } from 'kysely'
import type { CountedHour } from '../../domain/counted.ts'
import { convertedName } from '../../domain/counter-names.ts'
import { hourOf } from '../../domain/time-span.ts'
import { addCounters } from '../../store/counters.ts'
import type { LogRange } from '../../store/follow-index.ts'
import type { Schema } from '../../store/schema.ts'

const VERIFIED = ['token_verified', 'phone_verification_code_is_valid'] as const

/** Messages in one statement. */
const IDS_AT_ONCE = 500

/** Counts for each provider what verified of what it delivered: the act that verifies does not know who that was. */
export async function countConversions(
  tx: Kysely<Schema>,
  { after, upTo }: LogRange,
): Promise<void> {
  const events = await tx
    .selectFrom('events')
    .select(['at', 'facts'])
    .where('id', '>', after)
    .where('id', '<=', upTo)
    .where('kind', 'in', [...VERIFIED])
    .execute()
  const times = new Map(
    events.flatMap(({ at, facts }) => {
      const { message } = JSON.parse(facts) as { readonly message?: unknown }
      return typeof message === 'string' ? [[message, at] as const] : []
    }),
  )
  if (times.size === 0) return
  const untilDay = await findRolledUp(tx)
  const ids = [...times.keys()]
  const sums = new Map<string, CountedHour>()
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const messages = await tx
      .selectFrom('messages')
      .select(['id', 'app_id', 'channel', 'region', 'provider'])
      .where('id', 'in', ids.slice(from, from + IDS_AT_ONCE))
      .where('provider', 'is not', null)
      .execute()
    for (const { id, app_id: appId, channel, region, provider } of messages) {
      const name = convertedName(region ?? undefined, channel, provider ?? '')
      // A day that is rolled up takes no more: what is late counts in the first hour after it.
      const hour = Math.max(hourOf(times.get(id) ?? 0), untilDay.get(appId) ?? 0)
      const key = `${appId} ${hour} ${name}`
      sums.set(key, { appId, hour, name, by: 1 + (sums.get(key)?.by ?? 0) })
    }
  }
  await addCounters(tx, [...sums.values()])
}

async function findRolledUp(tx: Kysely<Schema>): Promise<ReadonlyMap<number, number>> {
  const rows = await tx.selectFrom('counter_roll_ups').selectAll().execute()
  return new Map(rows.map((row) => [row.app_id, row.until_day]))
}
