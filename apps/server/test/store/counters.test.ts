import { describe, expect, test } from 'vitest'
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '../../src/domain/time-span.ts'
import { addCounters, countAt } from '../../src/store/counters.ts'
import { readCounters } from '../../src/store/read-counters.ts'
import { HOURS_KEPT_MS, rollUpCounters } from '../../src/store/roll-up-counters.ts'
import type { Store } from '../../src/store/open.ts'
import { START } from '../test-clock.ts'
import { emptyStore } from './empty-store.ts'

const HOUR = hourOf(START)
const TODAY = dayOf(START)
const ALL = { from: TODAY - 100 * DAY_MS, until: TODAY + DAY_MS, each: 'all' } as const

async function addApp(store: Store, name: string): Promise<void> {
  await store.db
    .insertInto('apps')
    .values({ name, plan: 'production', settings: '{}', created_at: START })
    .execute()
}

describe('counters', () => {
  test('of an hour are one row, and are summed from hour to hour', async () => {
    const { db } = await emptyStore()
    await countAt(db, HOUR, [
      { appId: 1, name: 'x' },
      { appId: 1, name: 'x' },
      { appId: 2, name: 'x' },
    ])
    await countAt(db, HOUR + HOUR_MS - 1, [{ appId: 1, name: 'x' }])
    await countAt(db, HOUR + HOUR_MS, [{ appId: 1, name: 'x' }])
    await countAt(db, HOUR - 1, [{ appId: 1, name: 'y' }])
    const query = { appIds: [1], from: HOUR, until: HOUR + 2 * HOUR_MS, names: ['%'] }
    expect(await readCounters(db, { ...query, each: 'hour' })).toEqual([
      { at: HOUR, name: 'x', count: 3 },
      { at: HOUR + HOUR_MS, name: 'x', count: 1 },
    ])
    expect(await readCounters(db, { ...query, appIds: [1, 2], each: 'all' })).toEqual([
      { at: 0, name: 'x', count: 5 },
    ])
    expect(await readCounters(db, { ...query, appIds: [], each: 'all' })).toEqual([])
  })

  test('are the same before and after the days are rolled up, for every beginning and end', async () => {
    const store = await emptyStore()
    const { db } = store
    for (const name of ['Acme', 'Other']) await addApp(store, name)
    const names = ['sends/DE/sms', 'sends/FR/sms', 'sends/DE/call', 'sent/sms', 'verify/valid']
    const rows = names.flatMap((name, place) =>
      Array.from({ length: 100 }, (_, index) => ({
        appId: 1 + (index % 2),
        hour: TODAY - index * 7 * HOUR_MS,
        name,
        by: 1 + ((index * 31 + place) % 17),
      })),
    )
    await addCounters(db, rows)
    const questions = [
      { ...ALL, appIds: [1], names: ['sends/%'] },
      { ...ALL, appIds: [1, 2], names: ['sends/%/sms', 'verify/valid'], each: 'day' },
      { ...ALL, appIds: [2], from: TODAY - 20 * DAY_MS + 5 * HOUR_MS, names: ['sends/DE/%'] },
      { ...ALL, appIds: [1, 2, 9], until: TODAY - 3 * DAY_MS - HOUR_MS, names: ['%'], each: 'day' },
    ] as const
    const ask = async () =>
      await Promise.all(
        questions.map(async (question) =>
          (await readCounters(db, question)).toSorted(
            (a, b) => a.at - b.at || (a.name < b.name ? -1 : 1),
          ),
        ),
      )
    const before = await ask()
    expect(before.map((found) => found.length > 1)).toEqual([true, true, true, true])
    await rollUpCounters(db, START)
    expect(await ask()).toEqual(before)
    // A second time, and a day later, nothing is counted twice.
    await rollUpCounters(db, START)
    await rollUpCounters(db, START + DAY_MS)
    expect(await ask()).toEqual(before)
    const [{ until_day: until } = { until_day: 0 }] = await db
      .selectFrom('counter_roll_ups')
      .selectAll()
      .where('app_id', '=', 1)
      .execute()
    expect(until).toBe(TODAY + DAY_MS)
  })

  test('by hour are deleted once they are old, and stand in their day for good', async () => {
    const store = await emptyStore()
    const { db } = store
    await addApp(store, 'Acme')
    const old = TODAY - HOURS_KEPT_MS - 2 * DAY_MS
    await addCounters(db, [
      { appId: 1, hour: old, name: 'x', by: 1 },
      { appId: 1, hour: old, name: 'x', by: 3 },
      { appId: 1, hour: TODAY - HOUR_MS, name: 'x', by: 2 },
    ])
    await rollUpCounters(db, START)
    const hours = await db.selectFrom('counters').select(['hour', 'count']).execute()
    expect(hours).toEqual([{ hour: TODAY - HOUR_MS, count: 2 }])
    const all = await readCounters(db, { ...ALL, from: old, appIds: [1], names: ['x'] })
    expect(all).toEqual([{ at: 0, name: 'x', count: 6 }])
  })
})
