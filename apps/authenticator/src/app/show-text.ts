/** A stretch of text as it may be shown: as it came, or the name of a character that would not show. */
export interface ShownPart {
  readonly text: string
  readonly isControl: boolean
}

/**
 * Characters that are invisible, end a line, or turn the direction of what follows: with them a value
 * could look like another. The joiners U+200C and U+200D stay, since Persian, Indic and emoji need them.
 */
const CONTROL =
  // eslint-disable-next-line eslint/no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E0FFF}]/gu

/** Text of an app, cut so that each control character in it is seen for what it is. */
export function showParts(text: string): readonly ShownPart[] {
  const parts: ShownPart[] = []
  let from = 0
  for (const match of text.matchAll(CONTROL)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isControl: false })
    parts.push({ text: nameOf(match[0]), isControl: true })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ text: text.slice(from), isControl: false })
  return parts
}

/** The same as one string, for titles and announcements. */
export function showText(text: string): string {
  return showParts(text)
    .map((part) => part.text)
    .join('')
}

function nameOf(character: string): string {
  if (character === '\n' || character === '\u2028' || character === '\u2029') return '↵'
  if (character === '\t') return '⇥'
  const code = character.codePointAt(0) ?? 0
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
}

/** The letter that stands in for a logo. */
export function initialOf(name: string): string {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0]
  return letter === undefined ? '?' : letter.toLocaleUpperCase()
}

/** Logos come over https only: an app's name must not make this device ask just anyone. */
export function logoUrl(url: string | null | undefined): string | undefined {
  const parsed = URL.parse(url ?? '')
  return parsed?.protocol === 'https:' ? parsed.href : undefined
}
