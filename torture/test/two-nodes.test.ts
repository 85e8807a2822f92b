import { expect, test } from 'vitest'
import { GUARDS } from '../guards/guards.ts'
import { torture } from '../real/torture.ts'

/** A race that nothing decides is lost now and then only, and on a slow machine less often. */
const MOST_RUNS = 8

test('two nodes without what keeps them apart: the checker sees it', async () => {
  const missing = new Set(
    GUARDS.filter(({ seenBy }) => seenBy === 'two-nodes').map(({ rule }) => rule),
  )
  for (let run = 0; run < MOST_RUNS && missing.size > 0; run++) {
    const { problems } = await torture({
      database: 'postgres',
      seed: 3 + run,
      seconds: 3,
      clients: 12,
      faults: [],
      pace: { rest: [500, 500], lasts: [0, 0] },
      // All of them at once: each breaks a rule of its own.
      brokenGuard: 'two-nodes',
    })
    for (const { rule } of problems) missing.delete(rule)
  }
  expect([...missing]).toEqual([])
}, 180_000)
