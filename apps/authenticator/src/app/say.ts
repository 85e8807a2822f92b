import { type Texts, en } from '../texts/en.ts'
import type { Locale } from './locales.ts'

export type TextKey = keyof Texts

/** The names between braces, read off the English text by the type checker. */
type Places<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Places<Rest>
  : never

export type Values<Key extends TextKey> =
  Places<(typeof en)[Key]> extends never
    ? readonly []
    : readonly [Readonly<Record<Places<(typeof en)[Key]>, string>>]

export type Say = <Key extends TextKey>(key: Key, ...values: Values<Key>) => string

const FIRST_STRONG_ISOLATE = '\u2068'
const POP_DIRECTIONAL_ISOLATE = '\u2069'

/** A function that says a text; what fills it is isolated, so that a name cannot turn the sentence around. */
export function createSay(texts: Texts): Say {
  return (key, ...[values]) => {
    const filled: Readonly<Record<string, string>> = values ?? {}
    return texts[key].replaceAll(/\{(\w+)\}/g, (place, name: string) => {
      const value = filled[name]
      if (value === undefined) return place
      return FIRST_STRONG_ISOLATE + value + POP_DIRECTIONAL_ISOLATE
    })
  }
}

/** One chunk for each language, fetched when it is chosen; English is in the first load. */
const FILES = import.meta.glob<Readonly<Record<string, Texts>>>([
  '../texts/*.ts',
  '!../texts/en.ts',
])

/** The texts of a language; English where it is not there (yet). */
export async function loadTexts(locale: Locale): Promise<Texts> {
  if (locale === 'en') return en
  const module = await FILES[`../texts/${locale}.ts`]?.()
  // Each file exports its texts under the name of its language, `ptBR` for pt-BR.
  return module === undefined ? en : (Object.values(module)[0] ?? en)
}
