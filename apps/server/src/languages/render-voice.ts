import { TEXTS } from './all-texts.ts'
import { fill } from './fill.ts'
import type { Locale } from './locales.ts'

type VoicePart =
  | { readonly kind: 'words'; readonly text: string }
  /** To be spelled one by one, as slowly as the provider can. */
  | { readonly kind: 'digits'; readonly digits: string }

export interface VoiceScript {
  /** The BCP-47 tag of the voice that should speak, such as `pt-BR`, `cmn-CN` or `fil-PH`. */
  readonly languageTag: string
  /**
   * Tags to try where the engine does not know the first: engines call the same voice `cmn-CN` or
   * `zh-CN`, `nb-NO` or `no-NO`. One that has none of them gets the script of `en`, since a foreign
   * voice garbles the words and a spelled English digit is widely understood.
   */
  readonly otherTags: readonly string[]
  readonly parts: readonly VoicePart[]
  /** The whole as one would read it, for engines that take one text. */
  readonly text: string
}

/** What a call with a token says: the digits twice, since nobody can scroll back in a call. */
export function renderVoice(
  locale: Locale,
  values: { readonly appName: string; readonly token: string },
): VoiceScript {
  const { languageTag, otherTags, greeting, again, goodbye } = TEXTS[locale].voice
  const opening = fill(greeting, { app: values.appName })
  const digits = { kind: 'digits', digits: values.token } as const
  // Commas, since an engine reads "12" as twelve, "1 2" too fast to write down, and "1." as "first".
  const spelled = Array.from(values.token).join(', ')
  return {
    languageTag,
    otherTags,
    parts: [
      { kind: 'words', text: opening },
      digits,
      { kind: 'words', text: again },
      digits,
      { kind: 'words', text: goodbye },
    ],
    text: `${opening} ${spelled}. ${again} ${spelled}. ${goodbye}`,
  }
}
