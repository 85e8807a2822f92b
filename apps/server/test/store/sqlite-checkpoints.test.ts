import { expect, test } from 'vitest'
import { createCheckpoints, type LogState } from '../../src/store/sqlite/checkpoint.ts'
import { createLock } from '../../src/store/sqlite/lock.ts'

/** Passes that answer what they are told to. */
function recorder(states: LogState[]) {
  const passes: string[] = []
  const errors: string[] = []
  const note = createCheckpoints({
    beside: async () => {
      passes.push('beside')
      const state = states.shift()
      if (state === undefined) throw new Error('no disk')
      return state
    },
    between: async () => {
      passes.push('between')
      return { pages: 0, left: 0 }
    },
    onError: (error) => errors.push(error.message),
  })
  return { note, passes, errors, settle: () => new Promise((resolve) => setImmediate(resolve)) }
}

test('a short log is left alone, a long one copied beside the writer', async () => {
  const { note, passes, settle } = recorder([{ pages: 9_000, left: 500 }])
  note({ pages: 7_999, left: 7_999 })
  await settle()
  expect(passes).toEqual([])
  note({ pages: 8_000, left: 8_000 })
  note({ pages: 8_100, left: 8_100 })
  await settle()
  expect(passes).toEqual(['beside'])
})

test('one that should start over is copied until little is left, and the writer copies that', async () => {
  const { note, passes, settle } = recorder([
    { pages: 33_000, left: 2_000 },
    { pages: 33_500, left: 300 },
  ])
  note({ pages: 32_800, left: 9_000 })
  await settle()
  expect(passes).toEqual(['beside', 'beside', 'between'])
})

test('a writer that is faster than the passes is kept waiting in the end: the log is bounded', async () => {
  const { note, passes, settle } = recorder(
    Array.from({ length: 9 }, () => ({ pages: 40_000, left: 5_000 })),
  )
  note({ pages: 33_000, left: 9_000 })
  await settle()
  expect(passes).toEqual(['beside', 'beside', 'beside', 'beside', 'between'])
})

test('a pass that fails is told of, and the next commit asks again', async () => {
  const { note, passes, errors, settle } = recorder([])
  note({ pages: 8_000, left: 8_000 })
  await settle()
  expect(errors).toEqual(['A checkpoint of SQLite failed.'])
  note({ pages: 8_000, left: 8_000 })
  await settle()
  expect(passes).toEqual(['beside', 'beside'])
})

test('a lock is shared by groups, held alone by a transaction, and given in the order asked', async () => {
  const lock = createLock()
  const order: string[] = []
  const take = (name: string, ask: () => Promise<void>) => ask().then(() => order.push(name))
  const all = [
    take('group 1', lock.share),
    take('group 2', lock.share),
    take('transaction', lock.hold),
    take('group 3', lock.share),
  ]
  await Promise.all(all.slice(0, 2))
  lock.release()
  await new Promise((resolve) => setImmediate(resolve))
  expect(order).toEqual(['group 1', 'group 2'])
  lock.release()
  await all[2]
  await new Promise((resolve) => setImmediate(resolve))
  expect(order).toEqual(['group 1', 'group 2', 'transaction'])
  lock.release()
  await all[3]
  expect(order).toEqual(['group 1', 'group 2', 'transaction', 'group 3'])
})
