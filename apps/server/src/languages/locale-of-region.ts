import { LOCALES } from './locales.ts'
import type { Locale } from './locales.ts'

/**
 * The countries where a language of ours other than English is the one most people understand.
 *
 * Left out, and so in English: countries whose language we lack and none of ours stands in for (Ukraine,
 * the Baltic states, Albania); those where most phones belong to people from elsewhere, who share
 * English (AE, QA); and those that do their business in English (Singapore, South Africa, Namibia).
 */
const REGIONS: Readonly<Partial<Record<Locale, string>>> = {
  ar: 'BH DZ EG EH IQ JO KW LB LY MA MR OM PS SA SD SO SY TN YE',
  ca: 'AD',
  'zh-CN': 'CN',
  'zh-HK': 'HK MO TW',
  // What these four speak is understood by each other, and all of them read Latin letters.
  hr: 'BA HR ME RS',
  cs: 'CZ SK',
  da: 'DK FO GL',
  nl: 'AW BE BQ CW NL SR',
  fi: 'FI',
  fr: 'BF BI BJ BL CD CF CG CI CM DJ FR GA GF GN GP HT KM LU MC MF MG ML MQ NC NE PF PM RE SN TD TG WF YT',
  de: 'AT CH DE LI',
  el: 'CY GR',
  he: 'IL',
  hi: 'IN',
  hu: 'HU',
  id: 'ID',
  it: 'IT SM VA',
  ja: 'JP',
  ko: 'KP KR',
  ms: 'BN MY',
  nb: 'NO SJ',
  pl: 'PL',
  'pt-BR': 'BR',
  pt: 'AO CV GW MZ PT ST TL',
  ro: 'MD RO',
  ru: 'AM BY KG KZ RU TJ TM UZ',
  es: 'AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE',
  sv: 'AX SE',
  tl: 'PH',
  th: 'TH',
  tr: 'TR',
  vi: 'VN',
}

const LOCALE_OF_REGION: ReadonlyMap<string, Locale> = new Map(
  LOCALES.flatMap((locale) =>
    (REGIONS[locale] ?? '')
      .split(' ')
      .filter((region) => region !== '')
      .map((region) => [region, locale] as const),
  ),
)

/** The language most widely understood in a country (ISO 3166-1, two letters, any case), if not English. */
export function localeOfRegion(region: string): Locale | undefined {
  return LOCALE_OF_REGION.get(region.toUpperCase())
}
