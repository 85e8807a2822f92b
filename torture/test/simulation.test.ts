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
