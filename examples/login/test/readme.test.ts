import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// The README is a walk through the source. What it shows has to be what is there.

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src', name), 'utf8'))

const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = '']) => block.trim())

test('every block of code stands in a file under src', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(7)
  const missing = blocks.filter((block) => !sources.some((source) => source.includes(block)))
  expect(missing).toEqual([])
})

test('every file that it links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path)
  expect(links.length).toBeGreaterThan(0)
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the second factor can be read at a sitting', () => {
  const lines = readFileSync(join(root, 'src', 'second-factor.ts'), 'utf8').split('\n').length
  expect(lines).toBeLessThan(150)
})
