import { parseWebhookSecret } from '../delivery/sign-webhook.ts'
import type { DeliverySettings } from '../delivery/settings.ts'
import {
  DEFAULT_BODIES,
  DEFAULT_CONTENT_TYPE,
  escapingOf,
  fillBody,
  PLACEHOLDERS,
  unknownPlaceholders,
  type Escaping,
} from '../delivery/template.ts'
import { oneOf, parseHttpUrl } from './kinds.ts'
import type { Kind, Reader } from './reader.ts'

export function readHttpProvider(reader: Reader): DeliverySettings['http'] {
  const url = reader.read('HTTP_PROVIDER_URL', urlTemplate)
  const method = reader.read('HTTP_PROVIDER_METHOD', oneOf(['POST', 'PUT', 'PATCH', 'GET']))
  const headers = reader.read('HTTP_PROVIDER_HEADERS', headersObject) ?? {}
  const escaping = readEscaping(reader, headers)
  const body = reader.read('HTTP_PROVIDER_BODY', bodyTemplate(escaping))
  const signingKey = reader.read('HTTP_PROVIDER_SECRET', webhookSecret)
  if (method === 'GET' && reader.isSet('HTTP_PROVIDER_BODY')) {
    reader.complain(
      'HTTP_PROVIDER_BODY: expected nothing, since HTTP_PROVIDER_METHOD is GET, which sends no body; put the placeholders into HTTP_PROVIDER_URL.',
    )
  }
  if (url === undefined) return undefined
  return { url, method: method ?? 'POST', headers, body, signingKey }
}

const placeholderList = PLACEHOLDERS.map((name) => `{{${name}}}`).join(' ')

const urlTemplate: Kind<string> = {
  expected: `an http:// or https:// URL without user, whose placeholders are among ${placeholderList} and stand after its host`,
  parse: (text) => {
    // A text that chose the host would choose who reads the tokens.
    const [, host] = /^https?:\/\/([^/?#]*)/i.exec(text) ?? []
    if (host === undefined || /[{}]/.test(host)) return undefined
    const isFillable = unknownPlaceholders(text).length === 0
    return isFillable && parseHttpUrl(text) !== undefined ? text : undefined
  },
  isSecret: true,
}

const headersObject: Kind<Readonly<Record<string, string>>> = {
  expected: 'a JSON object of header names and texts, as {"authorization":"Bearer …"}',
  parse: (text) => {
    const parsed = parseJson(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
    const pairs: (readonly [string, string])[] = []
    for (const [name, value] of Object.entries<unknown>({ ...parsed })) {
      if (typeof value !== 'string' || !isHeader(name, value)) return undefined
      pairs.push([name.toLowerCase(), value])
    }
    return Object.fromEntries(pairs)
  },
  isSecret: true,
}

const webhookSecret: Kind<NonNullable<ReturnType<typeof parseWebhookSecret>>> = {
  expected: 'whsec_ and 24 to 64 bytes in base64',
  parse: parseWebhookSecret,
  isSecret: true,
}

function readEscaping(
  reader: Reader,
  headers: Readonly<Record<string, string>>,
): Escaping | undefined {
  const escaping = escapingOf(headers['content-type'] ?? DEFAULT_CONTENT_TYPE)
  if (escaping === undefined) {
    reader.complain(
      'HTTP_PROVIDER_HEADERS: expected a content-type of JSON, application/x-www-form-urlencoded, XML or text/plain, got another, in which a text cannot be written safely.',
    )
  } else if (DEFAULT_BODIES[escaping] === undefined && !reader.isSet('HTTP_PROVIDER_BODY')) {
    reader.complain(
      'HTTP_PROVIDER_BODY: expected a body, since the content-type is XML, which has no default; got nothing.',
    )
  }
  return escaping
}

function bodyTemplate(escaping: Escaping | undefined): Kind<string> {
  const expected = `a template whose placeholders are among ${placeholderList}`
  return {
    expected: escaping === 'json' ? `${expected}, each in quotes so that it stays JSON` : expected,
    parse: (text) => {
      if (unknownPlaceholders(text).length > 0) return undefined
      const isWhole = escaping !== 'json' || parseJson(fillBody(text, 'json', SAMPLE)) !== undefined
      return isWhole ? text : undefined
    },
    isSecret: true,
  }
}

/** Values that are no JSON without their quotes, as real ones will sooner or later be. */
const SAMPLE = {
  id: 'id',
  channel: 'sms',
  to: '+15551234567',
  locale: 'en',
  text: 'text',
  subject: 'subject',
  token: '0123456',
  speech: undefined,
  appName: 'app',
  senderName: 'sender',
} as const

function isHeader(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name)
  } catch {
    return false
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
