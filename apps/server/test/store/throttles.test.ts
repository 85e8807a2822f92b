import { describe, expect, test } from 'vitest'
import { type Limit, raiseLimits } from '../../src/actions/hot/counting.ts'
import type { ThrottleRaise } from '../../src/store/hot.ts'
import type { Store } from '../../src/store/open.ts'
import { raiseThrottles } from '../../src/store/throttles.ts'
import { START } from '../test-clock.ts'
import { hot } from './call-hot.ts'
import { emptyStore } from './empty-store.ts'
import { sweep } from '../sweep.ts'

const WINDOW = 60_000
const raise = (id: string, by = 1, from = START): ThrottleRaise => ({
  id,
  by,
  windowEndsAt: from + WINDOW,
})

type Raise = (
  store: Store,
  raises: readonly ThrottleRaise[],
  now: number,
) => Promise<ReadonlyMap<string, { count: number; windowEndsAt: number }>>

/** The hot statement and the plain one must count alike: they share their rows. */
describe.each([
  ['hot', (store, raises, now) => hot(store, 'raiseThrottles', raises, now)],
  ['plain', (store, raises, now) => raiseThrottles(store.db, raises, now)],
] satisfies readonly (readonly [string, Raise])[])('a throttle, %s', (_name, raiseAll) => {
  const countOf = async (store: Store, raises: readonly ThrottleRaise[], now: number) =>
    Object.fromEntries(await raiseAll(store, raises, now))

  test('counts up within its window, which does not move', async () => {
    const store = await emptyStore()
    expect(await countOf(store, [raise('a')], START)).toMatchObject({
      a: { count: 1, windowEndsAt: START + WINDOW },
    })
    const later = START + WINDOW - 1
    expect(await countOf(store, [raise('a', 3, later)], later)).toMatchObject({
      a: { count: 4, windowEndsAt: START + WINDOW },
    })
  })

  test('starts over at the end of its window', async () => {
    const store = await emptyStore()
    await raiseAll(store, [raise('a', 5)], START)
    const end = START + WINDOW
    expect(await countOf(store, [raise('a', 2, end)], end)).toMatchObject({
      a: { count: 2, windowEndsAt: end + WINDOW },
    })
  })

  test('stands for itself', async () => {
    const store = await emptyStore()
    await raiseAll(store, [raise('b'), raise('a', 2)], START)
    expect(await countOf(store, [raise('c'), raise('a'), raise('b')], START)).toMatchObject({
      a: { count: 3 },
      b: { count: 2 },
      c: { count: 1 },
    })
  })

  test('loses none of those that come at once', async () => {
    const store = await emptyStore()
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        raiseAll(
          store,
          index % 2 === 0 ? [raise('a'), raise('b')] : [raise('b'), raise('a')],
          START,
        ),
      ),
    )
    const read = await hot(store, 'loadThrottles', ['a', 'b', 'none'])
    expect([read.get('a')?.count, read.get('b')?.count, read.get('none')]).toEqual([
      40,
      40,
      undefined,
    ])
  })
})

describe('a limit over a group', () => {
  const LIMIT: Limit = { id: 'send/phone/a', limit: 3, windowMs: WINDOW }

  test('lets through as many as are left, and tells the others until when', async () => {
    const store = await emptyStore()
    const tx = {
      raiseThrottles: (raises: readonly ThrottleRaise[], now: number) =>
        hot(store, 'raiseThrottles', raises, now),
    }
    const entries = Array.from({ length: 5 }, () => [LIMIT])
    const until = { retryAt: START + WINDOW, limit: 'send/phone' }
    expect(await raiseLimits(tx, entries, START)).toEqual([
      undefined,
      undefined,
      undefined,
      until,
      until,
    ])
    expect(await raiseLimits(tx, entries.slice(0, 1), START)).toEqual([until])
    expect(await raiseLimits(tx, [[]], START)).toEqual([undefined])
  })

  test('that cannot be read is exceeded', async () => {
    const tx = { raiseThrottles: async () => new Map<string, never>() }
    const [exceeded] = await raiseLimits(tx, [[LIMIT]], START)
    expect(exceeded?.retryAt).toBeGreaterThan(START + 1_000_000_000)
  })
})

describe('retention', () => {
  test('deletes throttles whose window has ended, and no other', async () => {
    const store = await emptyStore()
    await raiseThrottles(store.db, [raise('old'), raise('living', 1, START + 1)], START)
    await sweep(store, START + WINDOW + 1)
    const read = await hot(store, 'loadThrottles', ['old', 'living'])
    expect([...read.keys()]).toEqual(['living'])
  })

  test('deletes all that have ended, however many there are', async () => {
    const store = await emptyStore()
    await raiseThrottles(
      store.db,
      Array.from({ length: 1_100 }, (_, index) => raise(`t${index}`)),
      START,
    )
    await sweep(store, START + WINDOW + 1)
    expect(await store.db.selectFrom('throttles').select('id').execute()).toEqual([])
  })
})
