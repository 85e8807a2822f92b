import { expect, test } from 'vitest'
import { GUARDS } from '../guards/guards.ts'
import { torture } from '../real/torture.ts'

test('two nodes without what keeps them apart: the checker sees it', async () => {
  const { problems } = await torture({
    database: 'postgres',
    seed: 3,
    seconds: 3,
    clients: 12,
    faults: [],
    pace: { rest: [500, 500], lasts: [0, 0] },
    // All of them at once: each breaks a rule of its own.
    brokenGuard: 'two-nodes',
  })
  const rules = [...new Set(problems.map(({ rule }) => rule))]
  const missed = GUARDS.filter(
    ({ rule, seenBy }) => seenBy === 'two-nodes' && !rules.includes(rule),
  )
  expect(missed).toEqual([])
}, 90_000)
