import type { Locale } from './locales.ts'
import type { Texts } from './texts.ts'
import { af } from './texts/af.ts'
import { ar } from './texts/ar.ts'
import { ca } from './texts/ca.ts'
import { cs } from './texts/cs.ts'
import { da } from './texts/da.ts'
import { de } from './texts/de.ts'
import { el } from './texts/el.ts'
import { en } from './texts/en.ts'
import { es } from './texts/es.ts'
import { fi } from './texts/fi.ts'
import { fr } from './texts/fr.ts'
import { he } from './texts/he.ts'
import { hi } from './texts/hi.ts'
import { hr } from './texts/hr.ts'
import { hu } from './texts/hu.ts'
import { id } from './texts/id.ts'
import { it } from './texts/it.ts'
import { ja } from './texts/ja.ts'
import { ko } from './texts/ko.ts'
import { ms } from './texts/ms.ts'
import { nb } from './texts/nb.ts'
import { nl } from './texts/nl.ts'
import { pl } from './texts/pl.ts'
import { pt } from './texts/pt.ts'
import { ptBR } from './texts/pt-BR.ts'
import { ro } from './texts/ro.ts'
import { ru } from './texts/ru.ts'
import { sv } from './texts/sv.ts'
import { th } from './texts/th.ts'
import { tl } from './texts/tl.ts'
import { tr } from './texts/tr.ts'
import { vi } from './texts/vi.ts'
import { zh } from './texts/zh.ts'
import { zhCN } from './texts/zh-CN.ts'
import { zhHK } from './texts/zh-HK.ts'

export const TEXTS: Readonly<Record<Locale, Texts>> = {
  af,
  ar,
  ca,
  zh,
  'zh-CN': zhCN,
  'zh-HK': zhHK,
  hr,
  cs,
  da,
  nl,
  en,
  fi,
  fr,
  de,
  el,
  he,
  hi,
  hu,
  id,
  it,
  ja,
  ko,
  ms,
  nb,
  pl,
  'pt-BR': ptBR,
  pt,
  ro,
  ru,
  es,
  sv,
  tl,
  th,
  tr,
  vi,
}
