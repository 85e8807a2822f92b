import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, expect, test } from 'vitest'
import { toLines } from '../history.ts'
import { simulate } from '../simulate/run.ts'
import { prepareTemplate, type Template } from '../simulate/template.ts'

let template: Template

beforeAll(async () => {
  template = await prepareTemplate()
})

test('a seed is a run to the byte', async () => {
  const first = await simulate(template, 7)
  const second = await simulate(template, 7)
  expect(toLines(second.records)).toBe(toLines(first.records))
  const other = await simulate(template, 8)
  expect(toLines(other.records)).not.toBe(toLines(first.records))
})

test('every promise is kept, whatever is broken and whatever comes first', async () => {
  for (let seed = 1; seed <= 25; seed++)
    expect({ seed, ...(await simulate(template, seed)) }).toMatchObject({ seed, problems: [] })
}, 60_000)

// Two thousand in a row once ended for want of memory: the timers of dead nodes held all of them.
test('a run that is over is forgotten', { timeout: 60_000 }, async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const heapAfter = async (runs: number) => {
    for (let run = 0; run < runs; run++) await simulate(template, 500 + run)
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = await heapAfter(5)
  expect((await heapAfter(10)) - before).toBeLessThan(8_000_000)
})
