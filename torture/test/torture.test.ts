import { expect, test } from 'vitest'
import { FAULTS } from '../faults/faults.ts'
import { torture } from '../real/torture.ts'

// Why it matters: an answer is a promise. A login that was let in must not be let in again with the same
// token because a process died, and a code that a person waits for must be on its way.

const database = process.env['TEST_DATABASE'] === 'postgres' ? 'postgres' : 'sqlite'

/** Those that are over within a second. */
const QUICK = new Set(['kill-node', 'kill-thread', 'kill-postgres', 'cut-network', 'full-disk'])

test('kill -9, a full disk and a cut network: nothing acknowledged is lost and no token is accepted twice', async () => {
  const { records, problems } = await torture({
    database,
    seed: 3,
    seconds: 3,
    clients: 8,
    faults: FAULTS.filter(({ name, databases }) => QUICK.has(name) && databases.includes(database)),
    pace: { rest: [200, 600], lasts: [50, 300] },
  })
  expect(problems).toEqual([])
  expect(records.filter(({ kind }) => kind === 'fault').length).toBeGreaterThan(1)
}, 90_000)
