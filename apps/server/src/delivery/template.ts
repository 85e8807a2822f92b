import { escapeXml } from './escape-xml.ts'
import type { OutgoingMessage } from './provider.ts'

/** What `{{…}}` may name in HTTP_PROVIDER_URL and HTTP_PROVIDER_BODY, and what stands for it. */
const VALUES = {
  id: ({ id }) => id,
  channel: ({ channel }) => channel,
  to: ({ to }) => to,
  text: ({ text }) => text,
  token: ({ token }) => token ?? '',
  locale: ({ locale }) => locale,
  app: ({ appName }) => appName,
  sender: ({ senderName, appName }) => senderName ?? appName,
  subject: ({ subject }) => subject ?? '',
} satisfies Readonly<Record<string, (message: OutgoingMessage) => string>>

export const PLACEHOLDERS: readonly string[] = Object.keys(VALUES)

/** How a value is written where it stands, so that no text can end its field and begin another. */
export type Escaping = 'json' | 'form' | 'xml' | 'none'

export const DEFAULT_CONTENT_TYPE = 'application/json'

const PATTERN = /\{\{\s*([a-z]+)\s*\}\}/g

/** The escaping that a Content-Type asks for; undefined for a type that we cannot write safely. */
export function escapingOf(contentType: string): Escaping | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'application/json' || type.endsWith('+json')) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type === 'application/xml' || type === 'text/xml' || type.endsWith('+xml')) return 'xml'
  if (type === 'text/plain') return 'none'
  return undefined
}

/** The body where the operator gives none: every field there is, or the bare text; XML has no usual shape. */
export const DEFAULT_BODIES: Readonly<Record<Escaping, string | undefined>> = {
  json: `{${PLACEHOLDERS.map((name) => `"${name}":"{{${name}}}"`).join(',')}}`,
  form: PLACEHOLDERS.map((name) => `${name}={{${name}}}`).join('&'),
  none: '{{text}}',
  xml: undefined,
}

/** The names in a template that are no placeholder: misspelt, and so never filled. */
export function unknownPlaceholders(template: string): readonly string[] {
  return Array.from(template.matchAll(/\{\{(.*?)\}\}/g), ([, inside = '']) => inside.trim()).filter(
    (name) => !isPlaceholder(name),
  )
}

export function fillBody(template: string, escaping: Escaping, message: OutgoingMessage): string {
  return fill(template, message, ESCAPES[escaping])
}

/** In a URL every value is percent-encoded, so that a number's `+` does not arrive as a space. */
export function fillUrl(template: string, message: OutgoingMessage): string {
  return fill(template, message, (value) => encodeURIComponent(value.toWellFormed()))
}

const ESCAPES: Readonly<Record<Escaping, (value: string) => string>> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  // URLSearchParams writes application/x-www-form-urlencoded itself; the slice leaves out the "=".
  form: (value) => new URLSearchParams([['', value]]).toString().slice(1),
  xml: escapeXml,
  none: (value) => value,
}

function fill(
  template: string,
  message: OutgoingMessage,
  escape: (value: string) => string,
): string {
  // One pass: a text that itself says {{token}} is not filled a second time.
  return template.replace(PATTERN, (whole, name: string) =>
    isPlaceholder(name) ? escape(VALUES[name](message)) : whole,
  )
}

function isPlaceholder(name: string): name is keyof typeof VALUES {
  return Object.hasOwn(VALUES, name)
}
