import { type Kysely, sql } from 'kysely'
import { ALL_APPS } from '../domain/operator.ts'
import { DAY_MS, dayOf, monthOf, nextMonth } from '../domain/time-span.ts'
import type { Schema } from './schema.ts'

/** A day is over for every node by then, and what was counted in memory is written. */
const LATE_MS = 600_000

/** How long counts by hour are kept; by day they are kept for good. */
export const HOURS_KEPT_MS = 90 * DAY_MS

/** App-days in one call, so that a database with years behind it is not held up at its first start. */
const MOST_DAYS = 200

/** Sums the hours of the days that are over into days, and those of a month that is over into the month. */
export async function rollUpCounters(db: Kysely<Schema>, now: number): Promise<void> {
  const today = dayOf(now - LATE_MS)
  const apps = await db
    .selectFrom('apps')
    .leftJoin('counter_roll_ups', 'counter_roll_ups.app_id', 'apps.id')
    .select(['apps.id', 'counter_roll_ups.until_day'])
    .execute()
  const service = await db
    .selectFrom('counter_roll_ups')
    .select('until_day')
    .where('app_id', '=', ALL_APPS)
    .executeTakeFirst()
  let left = MOST_DAYS
  for (const app of [{ id: ALL_APPS, until_day: service?.until_day ?? null }, ...apps]) {
    let day = app.until_day ?? (await firstDay(db, app.id, today))
    if (app.until_day === null && day >= today) await moveOn(db, app.id, day)
    for (; day < today && left > 0; day += DAY_MS, left -= 1) await rollUpDay(db, app.id, day)
  }
}

async function firstDay(db: Kysely<Schema>, appId: number, today: number): Promise<number> {
  const { first } = await db
    .selectFrom('counters')
    .select((eb) => eb.fn.min<number | null>('hour').as('first'))
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow()
  return first === null ? today : dayOf(first)
}

/** Gives the same result however often, and by however many nodes at once, it is done. */
async function rollUpDay(db: Kysely<Schema>, appId: number, day: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      INSERT INTO daily_counters (app_id, name, day, count)
      SELECT app_id, name, ${sql.lit(day)}, sum(count) FROM counters
      WHERE app_id = ${appId} AND hour >= ${day} AND hour < ${day + DAY_MS}
      GROUP BY app_id, name
      ON CONFLICT (app_id, name, day) DO UPDATE SET count = excluded.count`.execute(tx)
    // The last day of a month brings the month with it.
    if (monthOf(day + DAY_MS) === day + DAY_MS) await rollUpMonth(tx, appId, monthOf(day))
    await moveOn(tx, appId, day + DAY_MS)
    await tx
      .deleteFrom('counters')
      .where('app_id', '=', appId)
      .where('hour', '<', day - HOURS_KEPT_MS)
      .execute()
  })
}

async function rollUpMonth(tx: Kysely<Schema>, appId: number, month: number): Promise<void> {
  await sql`
    INSERT INTO monthly_counters (app_id, name, month, count)
    SELECT app_id, name, ${sql.lit(month)}, sum(count) FROM daily_counters
    WHERE app_id = ${appId} AND day >= ${month} AND day < ${nextMonth(month)}
    GROUP BY app_id, name
    ON CONFLICT (app_id, name, month) DO UPDATE SET count = excluded.count`.execute(tx)
}

async function moveOn(db: Kysely<Schema>, appId: number, untilDay: number): Promise<void> {
  await db
    .insertInto('counter_roll_ups')
    .values({ app_id: appId, until_day: untilDay })
    .onConflict((conflict) => conflict.column('app_id').doUpdateSet({ until_day: untilDay }))
    .execute()
}
