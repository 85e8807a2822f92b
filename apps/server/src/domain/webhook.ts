import { parseCallbackUrl, type ParsedCallbackUrl } from './callback-url.ts'
import { isWebhookEvent, type WebhookEvent } from './webhook-events.ts'

/** Of one app: each is a row for each of its events. */
export const MOST_WEBHOOKS = 20

export const MOST_WEBHOOK_NAME_CHARACTERS = 100

export interface NewWebhook {
  readonly name: string
  readonly url: string
  readonly events: readonly WebhookEvent[]
}

export type ParsedWebhook =
  | { readonly ok: true; readonly webhook: NewWebhook }
  /** What is wrong with each field, by its name. */
  | { readonly ok: false; readonly fields: Readonly<Record<string, string>> }

const URL_PROBLEMS = {
  'too-long': 'must have at most 500 characters',
  'not-http': 'must begin with http:// or https://',
  'not-plain': 'must hold no spaces and no letters beyond ASCII',
  'has-user': 'must hold no user and no password',
  'has-fragment': 'must hold no fragment',
} as const satisfies Record<Extract<ParsedCallbackUrl, { ok: false }>['reason'], string>

/** A webhook as somebody asks for it, from the console or by the dashboard API. */
export function parseWebhook(asked: {
  readonly name: string
  readonly url: string
  readonly events: readonly string[]
}): ParsedWebhook {
  const fields: Record<string, string> = {}
  const name = asked.name.trim()
  if (name === '' || name.length > MOST_WEBHOOK_NAME_CHARACTERS || /\p{Cc}/u.test(name))
    fields['name'] = `must be one line of 1 to ${MOST_WEBHOOK_NAME_CHARACTERS} characters`
  const url = parseCallbackUrl(asked.url)
  if (!url.ok) fields['url'] = URL_PROBLEMS[url.reason]
  const events = [...new Set(asked.events)].filter(isWebhookEvent)
  const unknown = asked.events.find((event) => !isWebhookEvent(event))
  if (unknown !== undefined) fields['events'] = 'must be names of events'
  else if (events.length === 0) fields['events'] = 'must name at least one event'
  if (Object.keys(fields).length > 0 || !url.ok) return { ok: false, fields }
  return { ok: true, webhook: { name, url: url.url, events } }
}
