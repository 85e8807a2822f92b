import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LOCALES as SERVER_LOCALES } from '../../server/src/languages/locales.ts'
import { chooseLocale as chooseOfServer } from '../../server/src/languages/choose-locale.ts'
import { chooseLocale, localeList } from '../src/app/locales.ts'
import { createSay } from '../src/app/say.ts'
import { en, type Texts } from '../src/texts/en.ts'

const FOLDER = join(import.meta.dirname, '../src/texts')
const WRITTEN = readdirSync(FOLDER).map((name) => name.replace(/\.ts$/, ''))

async function textsOf(locale: string): Promise<Texts> {
  const module = (await import(`../src/texts/${locale}.ts`)) as Readonly<Record<string, Texts>>
  const [texts, ...others] = Object.values(module)
  if (texts === undefined || others.length > 0)
    throw new Error(`${locale}.ts exports not one record`)
  return texts
}

function placesOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/\{(\w+)\}/g), (match) => match[0]).sort()
}

test('the languages are those of the service, and each file is of one of them', () => {
  expect(localeList()).toEqual(SERVER_LOCALES)
  expect(WRITTEN.sort()).toEqual(localeList().toSorted())
})

describe.each(WRITTEN)('%s', (locale) => {
  test('says everything, with the same places', async () => {
    const texts: Readonly<Record<string, string>> = await textsOf(locale)
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort())
    const wrong = Object.entries(en).filter(
      ([key, text]) => String(placesOf(texts[key] ?? '')) !== String(placesOf(text)),
    )
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  test('has no empty text, none with spaces around it, and no markup', async () => {
    const texts = Object.entries(await textsOf(locale))
    const wrong = texts.filter(
      ([, text]) => text === '' || text !== text.trim() || /[<>]/.test(text),
    )
    expect(wrong).toEqual([])
  })
})

test('what fills a text is isolated, and is not itself read as a text', () => {
  const say = createSay(en)
  expect(say('newRequest', { app: '{app} \u05D0' })).toBe(
    '\u2068{app} \u05D0\u2069 asks for your approval',
  )
  expect(say('codes')).toBe('Codes')
})

test.each(['de-AT', 'pt_BR', 'no', 'zh-TW', 'zh-Hans-CN', 'fil', 'iw', 'en-GB', 'sr-Latn-RS'])(
  'the page and the service choose the same language for %s',
  (tag) => {
    expect(chooseLocale([tag])).toBe(chooseOfServer(tag, undefined))
  },
)

test('the first language of the browser that is one of ours counts', () => {
  expect(chooseLocale(['uk', 'eo', 'fr-BE', 'de'])).toBe('fr')
  expect(chooseLocale(['uk'])).toBe('en')
})
