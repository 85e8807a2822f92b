/** The languages of the service (apps/server/src/languages), each under its own name. */
export const LOCALES = {
  af: 'Afrikaans',
  ar: 'العربية',
  ca: 'Català',
  zh: '中文',
  'zh-CN': '简体中文',
  'zh-HK': '繁體中文',
  hr: 'Hrvatski',
  cs: 'Čeština',
  da: 'Dansk',
  nl: 'Nederlands',
  en: 'English',
  fi: 'Suomi',
  fr: 'Français',
  de: 'Deutsch',
  el: 'Ελληνικά',
  he: 'עברית',
  hi: 'हिन्दी',
  hu: 'Magyar',
  id: 'Indonesia',
  it: 'Italiano',
  ja: '日本語',
  ko: '한국어',
  ms: 'Melayu',
  nb: 'Norsk',
  pl: 'Polski',
  'pt-BR': 'Português (Brasil)',
  pt: 'Português',
  ro: 'Română',
  ru: 'Русский',
  es: 'Español',
  sv: 'Svenska',
  tl: 'Filipino',
  th: 'ไทย',
  tr: 'Türkçe',
  vi: 'Tiếng Việt',
} as const

export type Locale = keyof typeof LOCALES

/** What browsers send for one of ours, in lower case. */
const ALIASES: Readonly<Record<string, Locale>> = {
  no: 'nb',
  nn: 'nb',
  iw: 'he',
  in: 'id',
  fil: 'tl',
  mo: 'ro',
  bs: 'hr',
  sh: 'hr',
  'sr-latn': 'hr',
  'zh-tw': 'zh-HK',
  'zh-mo': 'zh-HK',
  'zh-hant': 'zh-HK',
  yue: 'zh-HK',
  'zh-sg': 'zh-CN',
  'zh-hans': 'zh-CN',
}

const KNOWN: ReadonlyMap<string, Locale> = new Map([
  ...(Object.entries(ALIASES) satisfies readonly (readonly [string, Locale])[]),
  ...localeList().map((locale) => [locale.toLowerCase(), locale] as const),
])

export function localeList(): readonly Locale[] {
  // Object.keys forgets the type of an object that is written out above.
  return Object.keys(LOCALES) as readonly Locale[]
}

/** The first of the browser's languages that is one of ours, each shortened from its end (RFC 4647 §3.4). */
export function chooseLocale(asked: readonly string[]): Locale {
  for (const language of asked) {
    let tag = language.replaceAll('_', '-').toLowerCase()
    while (tag !== '') {
      const locale = KNOWN.get(tag)
      if (locale !== undefined) return locale
      tag = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0))
    }
  }
  return 'en'
}

export function directionOf(locale: Locale): 'rtl' | 'ltr' {
  return locale === 'ar' || locale === 'he' ? 'rtl' : 'ltr'
}
