import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { tablesOf } from '../tables.ts'
import { START } from '../test-clock.ts'
import { emptyDatabase } from './empty-store.ts'

const PAGE = readFileSync(new URL('../../../../docs/data-model.md', import.meta.url), 'utf8')

/** Tables of the page, each with the fields of its list, as `table(field field)`. */
function described(): readonly string[] {
  return PAGE.split(/^### /m)
    .slice(1)
    .map((section) => {
      const [, table] = /^`(\w+)`\n/.exec(section) ?? []
      const fields = [...section.matchAll(/^\| `(\w+)` +\| +\S/gm)].map(([, field]) => field)
      return `${table}(${fields.join(' ')})`
    })
    .toSorted()
}

test('docs/data-model.md names every table and every column, and none that is not', async () => {
  const { open } = await emptyDatabase()
  const store = open()
  await migrate(store.db, store.dialect, START)
  const tables = await tablesOf(store.db)
  const migrated = tables
    .map(({ name, columns }) => `${name}(${columns.map((column) => column.name).join(' ')})`)
    .toSorted()
  expect(described()).toEqual(migrated)
})

test('and says of each table how long its rows live', () => {
  const sections = PAGE.split(/^### /m).slice(1)
  const silent = sections.filter(
    (section) =>
      !/\b(live|lives|stays?|kept|deleted|replaced|removed)\b/i.test(
        section.split('| Field')[0] ?? '',
      ),
  )
  expect(silent).toEqual([])
})
