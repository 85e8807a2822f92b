import { describe, expect, test } from 'vitest'
import { createGroupCommit, StoreAway, StoreOverloaded } from '../../src/store/group-commit.ts'

interface Input {
  readonly key: string
  readonly value: number
  readonly app?: number
}

/** A turn of the event loop: what was submitted has been put into groups. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A group commit whose groups wait until they are let go, and that remembers them. */
function recorder(groupsAtOnce: number) {
  const groups: { inputs: readonly Input[]; finish: (error?: Error) => void }[] = []
  const commit = createGroupCommit<Input>({
    keyOf: (input) => input.key,
    appOf: (input) => input.app ?? 1,
    groupsAtOnce,
    run: (inputs) =>
      new Promise((resolve, reject) => {
        groups.push({
          inputs,
          finish: (error) => {
            if (error === undefined) resolve(inputs.map(({ value }) => value * 10))
            else reject(error)
          },
        })
      }),
  })
  const submit = (key: string, value: number) => commit.submit({ key, value })
  const values = () => groups.map(({ inputs }) => inputs.map(({ value }) => value))
  return { commit, submit, groups, values }
}

describe('grouping', () => {
  test('what arrives in one turn goes together, and each gets its own output', async () => {
    const { submit, groups, values } = recorder(1)
    const outputs = Promise.all([submit('a', 1), submit('b', 2), submit('c', 3)])
    await turn()
    expect(values()).toEqual([[1, 2, 3]])
    groups[0]?.finish()
    expect(await outputs).toEqual([10, 20, 30])
  })

  test('a group holds thirty-two at most, in the order they came', async () => {
    const { submit, groups, values } = recorder(1)
    const outputs = Promise.all(Array.from({ length: 75 }, (_, index) => submit(`${index}`, index)))
    for (let group = 0; group < 3; group++) {
      await turn()
      groups[group]?.finish()
      await turn()
    }
    expect(values().map((group) => group.length)).toEqual([32, 32, 11])
    expect(values().flat()).toEqual(Array.from({ length: 75 }, (_, index) => index))
    expect(await outputs).toHaveLength(75)
  })

  test('as many groups run at once as may', async () => {
    const { submit, groups } = recorder(3)
    const outputs = Promise.all(
      Array.from({ length: 160 }, (_, index) => submit(`${index}`, index)),
    )
    await turn()
    expect(groups).toHaveLength(3)
    groups[1]?.finish()
    await turn()
    await turn()
    expect(groups).toHaveLength(4)
    for (let index = 0; index < 5; index++) {
      groups[index]?.finish()
      await turn()
      await turn()
    }
    expect(await outputs).toHaveLength(160)
  })
})

describe('a second group', () => {
  test('is not begun for a few: they go when the first has ended', async () => {
    const { submit, groups, values } = recorder(3)
    const outputs = [submit('a', 1)]
    await turn()
    for (let value = 2; value < 17; value++) outputs.push(submit(`${value}`, value))
    await turn()
    expect(groups).toHaveLength(1)
    outputs.push(submit('sixteenth', 17))
    await turn()
    expect(values()[1]).toHaveLength(16)
    outputs.push(submit('b', 18))
    await turn()
    expect(groups).toHaveLength(2)
    for (const group of groups) group.finish()
    await turn()
    groups[2]?.finish()
    expect(await Promise.all(outputs)).toHaveLength(18)
  })

  test('is on its way before the answers of the first are', async () => {
    const order: string[] = []
    const { submit, groups, commit } = recorder(1)
    void submit('a', 1).then(() => order.push(`answered, ${groups.length} groups begun`))
    await turn()
    void submit('b', 2)
    groups[0]?.finish()
    await turn()
    expect(order).toEqual(['answered, 2 groups begun'])
    groups[1]?.finish()
    await turn()
    expect(commit.depth()).toBe(0)
  })
})

describe('apps', () => {
  test('take turns: one that asks once waits for no flood of another', async () => {
    const { commit, groups, values } = recorder(1)
    const flood = Array.from({ length: 100 }, (_, index) =>
      commit.submit({ key: `flood ${index}`, value: index, app: 1 }),
    )
    const others = [2, 3].map((app) =>
      commit.submit({ key: `other ${app}`, value: 1_000 + app, app }),
    )
    await turn()
    expect(values()[0]).toEqual([0, 1_002, 1_003, ...Array.from({ length: 29 }, (_, i) => i + 1)])
    while (commit.depth() > 0) {
      groups.at(-1)?.finish()
      await turn()
    }
    expect(await Promise.all([...flood, ...others])).toHaveLength(102)
  })

  test('leave room for each other: one may have half of the places', async () => {
    const { commit } = recorder(1)
    const submit = (app: number, index: number) =>
      commit.submit({ key: `${app}/${index}`, value: index, app })
    for (let index = 0; index < 4_096; index++) void submit(1, index)
    await expect(submit(1, -1)).rejects.toBeInstanceOf(StoreOverloaded)
    for (let index = 0; index < 4_096; index++) void submit(2, index)
    expect(commit.depth()).toBe(8_192)
    await expect(submit(3, 0)).rejects.toBeInstanceOf(StoreOverloaded)
  })
})

describe('one key', () => {
  test('is never twice under way: the second waits for the first’s commit', async () => {
    const { submit, groups, values } = recorder(3)
    const outputs = [submit('a', 1), submit('a', 2), submit('b', 3), submit('a', 4)]
    await turn()
    await turn()
    expect(values()).toEqual([[1, 3]])
    groups[0]?.finish()
    await turn()
    await turn()
    expect(values()).toEqual([[1, 3], [2]])
    groups[1]?.finish()
    await turn()
    await turn()
    expect(values()).toEqual([[1, 3], [2], [4]])
    groups[2]?.finish()
    expect(await Promise.all(outputs)).toEqual([10, 20, 30, 40])
  })

  test('goes on after one of it has failed', async () => {
    const { submit, groups, values } = recorder(1)
    const first = submit('a', 1)
    const second = submit('a', 2)
    await turn()
    groups[0]?.finish(new Error('the first'))
    await expect(first).rejects.toThrow('the first')
    await turn()
    await turn()
    expect(values()).toEqual([[1], [2]])
    groups[1]?.finish()
    expect(await second).toBe(20)
  })
})

describe('an input that cannot be decided', () => {
  test('does not take its neighbours down', async () => {
    const runs: number[][] = []
    const commit = createGroupCommit<Input>({
      keyOf: (input) => input.key,
      appOf: () => 1,
      groupsAtOnce: 1,
      run: async (inputs) => {
        runs.push(inputs.map(({ value }) => value))
        if (inputs.some(({ value }) => value === 2)) throw new Error('the second')
        return inputs.map(({ value }) => value * 10)
      },
    })
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((value) => commit.submit({ key: `${value}`, value })),
    )
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: new Error('the second') },
      { status: 'fulfilled', value: 30 },
    ])
    expect(runs).toEqual([[1, 2, 3], [1], [2], [3]])
    expect(commit.depth()).toBe(0)
  })
})

test('a database that is away fails what waits for it, and not what came since', async () => {
  const { commit, submit, groups, values } = recorder(1)
  const away = new StoreAway('nobody there')
  const isRefused = (output: Promise<unknown>) => expect(output).rejects.toBe(away)
  // Those of one key, and more than a group holds, wait for the next ones.
  const first = ['same', 'same', ...Array.from({ length: 70 }, (_, index) => `${index}`)]
  const refused = first.map((key) => isRefused(submit(key, 0)))
  await turn()
  const since = [submit('same', 1), submit('other', 2)]
  groups[0]?.finish(away)
  await Promise.all(refused)
  await turn()
  expect(values().slice(1)).toEqual([[2, 1]])
  groups[1]?.finish()
  expect(await Promise.all(since)).toEqual([10, 20])
  expect(commit.depth()).toBe(0)
})

describe('too much', () => {
  test('is refused at once, and counted down as it is done', async () => {
    const { commit, submit, groups } = recorder(1)
    const outputs = Array.from({ length: 4_096 }, (_, index) => submit(`${index}`, index))
    expect(commit.depth()).toBe(4_096)
    await expect(submit('one too many', 0)).rejects.toBeInstanceOf(StoreOverloaded)
    expect(commit.depth()).toBe(4_096)
    await turn()
    groups[0]?.finish()
    await turn()
    expect(commit.depth()).toBe(4_096 - 32)
    const admitted = submit('room again', 1)
    while (commit.depth() > 0) {
      groups.at(-1)?.finish()
      await turn()
    }
    expect(await admitted).toBe(10)
    expect(await Promise.all(outputs)).toHaveLength(4_096)
    expect(commit.depth()).toBe(0)
  })

  test('of one key too', async () => {
    const { submit } = recorder(1)
    for (let index = 0; index < 4_096; index++) void submit('same', index)
    await expect(submit('same', 0)).rejects.toBeInstanceOf(StoreOverloaded)
  })

  test('what has waited for ten seconds is refused, and not done', async () => {
    let now = 0
    const runs: (readonly Input[])[] = []
    const finish: (() => void)[] = []
    const commit = createGroupCommit<Input>({
      keyOf: (input) => input.key,
      appOf: () => 1,
      groupsAtOnce: 1,
      elapsed: () => now,
      run: async (inputs) => {
        runs.push(inputs)
        await new Promise<void>((resolve) => finish.push(resolve))
        return inputs.map(({ value }) => value)
      },
    })
    const slow = commit.submit({ key: 'a', value: 1 })
    await turn()
    const late = commit.submit({ key: 'b', value: 2 }).catch((error: unknown) => error)
    now = 9_000
    const intime = commit.submit({ key: 'c', value: 3 })
    now = 10_000
    finish[0]?.()
    expect(await slow).toBe(1)
    expect(await late).toBeInstanceOf(StoreOverloaded)
    finish[1]?.()
    expect(await intime).toBe(3)
    expect(runs.map((inputs) => inputs.map(({ value }) => value))).toEqual([[1], [3]])
    expect(commit.depth()).toBe(0)
  })
})
