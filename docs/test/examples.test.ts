import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GUIDES } from './guides.ts'
import { LANGUAGES } from './languages.ts'
import { ROOT } from './repository.ts'

/** Each is compiled with the rest, and run: by second-factor.test.ts here, and by the packages' own tests. */
const files = read('{docs,packages/*/test}/examples/*')

function read(pattern: string) {
  return globSync(pattern, { cwd: ROOT }).map((file) => ({
    file,
    text: readFileSync(join(ROOT, file), 'utf8'),
  }))
}

const shown = GUIDES.flatMap(({ path, blocks }) =>
  blocks
    .filter(({ language }) => ['ts', 'js'].includes(language))
    .map(({ text, line }) => ({ page: path, at: `${path}:${line}`, text })),
)

/** The page of an application shows parts of its own sources, which its tests run. */
function isPartOfItsApplication(page: string, text: string): boolean {
  const [folder] = /^examples\/[^/]+/.exec(page) ?? []
  return (
    folder !== undefined && read(`${folder}/src/**/*.ts`).some((file) => file.text.includes(text))
  )
}

test('the guides show no TypeScript and no JavaScript that is not a file that runs', () => {
  const texts = new Set(files.map(({ text }) => text))
  const unknown = shown.filter(
    ({ page, text }) => !texts.has(text) && !isPartOfItsApplication(page, text),
  )
  expect(unknown.map(({ at }) => at)).toEqual([])
})

test('and each such file is shown', () => {
  const texts = new Set(shown.map(({ text }) => text))
  expect(files.filter(({ text }) => !texts.has(text)).map(({ file }) => file)).toEqual([])
})

test('every block of a guide is in a language that a test runs', () => {
  const known = new Set(['sh', 'json', 'ts', 'js', ...Object.keys(LANGUAGES)])
  const unknown = GUIDES.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => !known.has(language))
      .map(({ language, line }) => `${path}:${line}: ${language}`),
  )
  expect(unknown).toEqual([])
})

test('every answer that a guide shows stands behind the command that gives it', () => {
  const alone = GUIDES.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }, index) => language === 'json' && blocks[index - 1]?.language !== 'sh')
      .map(({ line }) => `${path}:${line}`),
  )
  expect(alone).toEqual([])
})
