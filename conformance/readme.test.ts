import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')

/** Claim, section and tests of each row: the rows of the table that link to docs/wire. */
const claims = [...readme.matchAll(/^\| (.+?) +\| \[(.+?)\]\((.+?)\) +\| (.+?) +\|$/gm)].map(
  ([, claim = '', section = '', page = '', tests = '']) => ({
    claim,
    section,
    page,
    tests: [...tests.matchAll(/`(.+?)`(?:<br>|$)/g)].map(([, title = '']) => title),
  }),
)

test('conformance/README.md names each test, and no test that does not exist', () => {
  const titles = readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.test.ts') && file !== 'readme.test.ts')
    .flatMap((file) => {
      const source = readFileSync(new URL(file, import.meta.url), 'utf8')
      return [...source.matchAll(/^\s*test\('(.+?)',/gm)].map(([, title = '']) => title)
    })
  expect(new Set(titles).size).toBe(titles.length)
  const named = new Set(claims.flatMap(({ tests }) => tests))
  expect([...named].toSorted()).toEqual(titles.toSorted())
})

test('conformance/README.md cites sections that docs/wire has', () => {
  expect(claims.length).toBeGreaterThan(40)
  const unfounded = claims.filter(({ section, page }) => {
    const text = readFileSync(new URL(page, import.meta.url), 'utf8')
    const [heading = '', item = ''] = section.split(', ')
    const hasHeading = new RegExp(`^#+ ${heading.replaceAll('.', String.raw`\.`)} `, 'm').test(text)
    return !hasHeading || (item !== '' && !new RegExp(`^${item}\\. `, 'm').test(text))
  })
  expect(unfounded).toEqual([])
})
