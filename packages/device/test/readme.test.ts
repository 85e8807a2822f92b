import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const folder = new URL('./examples/', import.meta.url)

test.each(readdirSync(folder))('README.md shows %s as it is compiled', (name) => {
  const source = readFileSync(new URL(name, folder), 'utf8')
  expect(page).toContain(`\`\`\`ts\n${source}\`\`\``)
})

test('README.md shows no code that is not compiled', () => {
  expect(page.match(/^```ts$/gm)).toHaveLength(readdirSync(folder).length)
})
