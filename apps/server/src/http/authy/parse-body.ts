import { MOST_BYTES } from './param-value.ts'
import type { ParamHash, Parsed } from './param-value.ts'
import { parseBrackets } from './parse-brackets.ts'
import { parseJson } from './parse-json.ts'
import { parseXml } from './parse-xml.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A body by its Content-Type, urlencoded when it has none. An empty one holds no parameters, whatever
 * it says it is: clients put a Content-Type on GETs (docs/wire §1, 4).
 */
export function parseBody(
  contentType: string | undefined,
  body: Uint8Array | undefined,
): Parsed<ParamHash> {
  if (body === undefined || body.length === 0) return { ok: true, value: new Map() }
  if (body.length > MOST_BYTES) return { ok: false, reason: 'too-large' }
  const encoding = bodyEncoding(contentType)
  if (encoding === undefined) return { ok: false, reason: 'unsupported-media-type' }
  if (encoding === 'form') return parseBrackets(Buffer.from(body).toString('latin1'))
  const text = decodeUtf8(body)
  if (text === undefined) return { ok: false, reason: 'invalid-utf8' }
  return encoding === 'json' ? parseJson(text) : parseXml(text)
}

/** multipart/form-data is not among them: no client of the Authy API sends it. */
function bodyEncoding(contentType: string | undefined): 'form' | 'json' | 'xml' | undefined {
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (mediaType === '' || mediaType === 'application/x-www-form-urlencoded') return 'form'
  if (/^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(mediaType)) return 'json'
  if (/^(?:application|text)\/(?:[\w.-]+\+)?xml$/.test(mediaType)) return 'xml'
  return undefined
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
