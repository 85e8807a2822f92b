import { readFileSync } from 'node:fs'
import { DEFAULT_SETTINGS } from '@countersign/server'
import { expect, test } from 'vitest'
import { COMMANDS } from '../src/command-list.ts'

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

test.each(COMMANDS.map((command) => [command.name, command] as const))(
  'docs/cli.md explains `%s` and its options',
  (name, { options }) => {
    expect(page).toContain(`\`${name}\``)
    for (const option of Object.keys(options)) expect(page).toContain(`--${option}`)
  },
)

test('docs/cli.md has every setting of an app with its default', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| `?([^` ]+)`? +\|/gm)]
  const documented = rows.map(([, name, value]) => [name, value])
  const settings = Object.entries(DEFAULT_SETTINGS).map(([name, value]) => [
    name,
    value === '' ? 'empty' : String(value),
  ])
  expect(documented).toEqual(settings)
})
