import { createHmac, timingSafeEqual } from 'node:crypto'
import type { DeliveryOutcome, History } from './history.ts'
import type { Inbox } from './load/inbox.ts'

/** What a carrier or an endpoint makes of one delivery. */
export type Treatment =
  | 'take'
  | 'refuse'
  /** It comes in, and no answer goes out. */
  | 'hang'
  /** It does not even come in. */
  | 'lose'
  /** Taken, and answered when the service has long given up. */
  | 'answer-late'
  /** Taken, with more than one answer on the connection. */
  | 'answer-twice'

const OUTCOMES: Readonly<Record<Exclude<Treatment, 'lose'>, DeliveryOutcome>> = {
  take: 'taken',
  refuse: 'refused',
  hang: 'no-answer',
  'answer-late': 'no-answer',
  'answer-twice': 'taken',
}

/** A carrier has received a message: returns what writes its end. */
export function receiveMessage(
  history: History,
  inbox: Inbox,
  message: {
    readonly id: string
    readonly phone: string
    readonly text: string
    readonly token: string
  },
): (treatment: Exclude<Treatment, 'lose'>) => void {
  const end = history.begin()
  inbox.put(message)
  const { id, phone, text } = message
  return (treatment) => end({ kind: 'message', id, phone, text, outcome: OUTCOMES[treatment] })
}

/** An app's endpoint has received a callback: returns what writes its end. */
export function receiveCallback(
  history: History,
  app: { readonly name: string; readonly apiKey: string },
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): (treatment: Exclude<Treatment, 'lose'>) => void {
  const end = history.begin()
  // Whoever does not verify may have sent anything: what cannot be read is written as it came.
  const { uuid, status } = parseObject(request.body)
  const isSigned = isSignedBy(app.apiKey, request)
  const id = request.headers['webhook-id'] ?? ''
  return (treatment) =>
    end({
      kind: 'callback',
      app: app.name,
      id,
      uuid: String(uuid),
      state: String(status),
      isSigned,
      outcome: OUTCOMES[treatment],
    })
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}

/** Standard Webhooks, "Verifying signatures", with the API key as the secret (docs/wire/callbacks.md §8.3). */
function isSignedBy(
  apiKey: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): boolean {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = createHmac('sha256', apiKey).update(content).digest()
  const given = Buffer.from((headers['webhook-signature'] ?? '').replace(/^v1,/, ''), 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
