import { readdirSync, readFileSync } from 'node:fs'
import { ERRORS } from '@countersign/wire'
import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../apps/server/src/domain/app-settings.ts'
import { ADVICE } from '../generate/error-advice.ts'
import { GENERATED } from '../generate/pages.ts'

/** The formatter lays it out: tables get spaces and dashes, code gets lines and the commas at their ends. */
function withoutLayout(text: string): string {
  return text
    .replaceAll(/\s/g, '')
    .replaceAll(/-{3,}/g, '---')
    .replaceAll(/,(?=[)}\]])/g, '')
}

test.each(Object.entries(GENERATED))('%s is what `npm run docs` writes', async (path, make) => {
  const written = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  expect(withoutLayout(written)).toBe(withoutLayout(await make()))
})

test('docs/errors.md has advice on each error that the service sends, once, and on no other', () => {
  const server = new URL('../../apps/server/src/', import.meta.url)
  const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file.replaceAll('\\', '/'), server), 'utf8'))
    .join('\n')
  const sent = Object.keys(ERRORS).filter((name) => sources.includes(`'${name}'`))
  const advised = ADVICE.flatMap(({ advice }) => advice.map(({ name }) => name))
  expect(sent.length).toBeGreaterThan(30)
  expect(advised.toSorted()).toEqual(sent.toSorted())
})

test('docs/limits.md names every setting of an app that is a number', () => {
  const page = readFileSync(new URL('../limits.md', import.meta.url), 'utf8')
  const numbers = Object.entries(DEFAULT_SETTINGS).filter(([, value]) => typeof value === 'number')
  for (const [name] of numbers) expect(page).toMatch(new RegExp(`\\| +\`${name}\` +\\|`))
})
