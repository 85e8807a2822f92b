import { LOCALES } from './locales.ts'
import type { Locale } from './locales.ts'
import { localeOfRegion } from './locale-of-region.ts'

/** What else people write for one of ours; in lower case. */
const ALIASES: readonly (readonly [string, Locale])[] = [
  // The macrolanguage, and the other written form, which readers of Bokmål and Nynorsk share.
  ['no', 'nb'],
  ['nn', 'nb'],
  // The codes that ISO 639 gave up in 1989; Java and Android still send them.
  ['iw', 'he'],
  ['in', 'id'],
  ['fil', 'tl'],
  ['mo', 'ro'],
  // Read without effort by those who ask for them.
  ['bs', 'hr'],
  ['sh', 'hr'],
  ['sr-latn', 'hr'],
  ['arb', 'ar'],
  // Taiwan and Macau read the traditional characters, which only zh-HK has; the words differ less.
  ['zh-tw', 'zh-HK'],
  ['zh-mo', 'zh-HK'],
  ['zh-hant', 'zh-HK'],
  ['zh-yue', 'zh-HK'],
  ['yue', 'zh-HK'],
  ['zh-sg', 'zh-CN'],
  ['zh-hans', 'zh-CN'],
  ['cmn-hant', 'zh-HK'],
  ['cmn', 'zh-CN'],
]

const KNOWN: ReadonlyMap<string, Locale> = new Map([
  ...ALIASES,
  ...LOCALES.map((locale) => [locale.toLowerCase(), locale] as const),
])

/** RFC 5646 §4.4.1: a tag of 35 characters holds any that is in use. */
const LONGEST_TAG = 35

/**
 * The language to write in: the one asked for, else the one of the phone's country, else English
 * (docs/wire: §4.1, "unknown → by country → English").
 *
 * `asked` is a BCP-47 tag in any case, also with `_` (`pt_BR`) or an encoding after it (`es_MX.UTF-8`),
 * shortened from the end until one of ours is met (RFC 4647 §3.4): `es-MX` gives `es`. `region` is
 * an ISO 3166-1 code of two letters.
 */
export function chooseLocale(asked: string | undefined, region: string | undefined): Locale {
  return localeAsked(asked ?? '') ?? localeOfRegion(region ?? '') ?? 'en'
}

function localeAsked(asked: string): Locale | undefined {
  let tag = asked
    .trim()
    .slice(0, LONGEST_TAG)
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-')
    .toLowerCase()
  while (tag !== '') {
    const locale = KNOWN.get(tag)
    if (locale !== undefined) return locale
    tag = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0))
  }
  return undefined
}
