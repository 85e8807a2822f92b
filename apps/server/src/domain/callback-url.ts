/** Longer ones were never seen, and the canonical query of a GET comes behind it. */
export const MOST_CALLBACK_URL_CHARACTERS = 500

export type ParsedCallbackUrl =
  | { readonly ok: true; readonly url: string }
  | {
      readonly ok: false
      readonly reason: 'too-long' | 'not-http' | 'not-plain' | 'has-user' | 'has-fragment'
    }

/**
 * A URL that an app may be called back at, kept exactly as it was written: that text is what is signed.
 * So nothing is trimmed or rewritten, and what a parser would drop or encode is refused.
 */
export function parseCallbackUrl(text: string): ParsedCallbackUrl {
  if (text.length > MOST_CALLBACK_URL_CHARACTERS) return { ok: false, reason: 'too-long' }
  // A host in other letters, a space or a line break is sent as something else than what was signed.
  if (!/^[\x21-\x7e]*$/.test(text) || text.includes('\\')) return { ok: false, reason: 'not-plain' }
  const url = URL.parse(text)
  // `https:/app.example.com` is mended by parsers, and then no longer the text that was signed.
  if (url === null || url.host === '' || !/^https?:\/\/[^/]/i.test(text))
    return { ok: false, reason: 'not-http' }
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'has-user' }
  // Is never sent, and an app that signs with it would refuse ours.
  if (text.includes('#')) return { ok: false, reason: 'has-fragment' }
  return { ok: true, url: text }
}
