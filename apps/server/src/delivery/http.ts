import type { KeyObject } from 'node:crypto'

import { requestCarrier, resultOfRejection } from './carrier-request.ts'
import type { Channel, Provider } from './provider.ts'
import { signWebhook } from './sign-webhook.ts'
import { DEFAULT_BODIES, DEFAULT_CONTENT_TYPE, escapingOf, fillBody, fillUrl } from './template.ts'
import { realTimeLimit, type TimeLimit } from './time-limit.ts'

export interface HttpOptions {
  /** A template, as the body is. */
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A template; absent, all fields in the shape that the Content-Type asks for. */
  readonly body?: string | undefined
  readonly signingKey?: KeyObject | undefined
  readonly channels: readonly Channel[]
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly timeLimit?: TimeLimit
}

/** Any gateway that takes an HTTP request: the operator writes its URL, headers and body. */
export function createHttpProvider(options: HttpOptions): Provider {
  const { fetch, now, timeLimit = realTimeLimit, method = 'POST', signingKey } = options
  const network = { fetch, now, timeLimit }
  const headers = lowerCaseNames(options.headers ?? {})
  const contentType = headers['content-type'] ?? DEFAULT_CONTENT_TYPE
  const escaping = escapingOf(contentType)
  const template = options.body ?? (escaping === undefined ? undefined : DEFAULT_BODIES[escaping])
  if (escaping === undefined || template === undefined) {
    // The configuration is read first and has said this to the operator; only a bug comes here.
    throw new TypeError(`No body can be written for the content type ${contentType}`)
  }

  return {
    name: 'http',
    channels: options.channels,

    async deliver(message, signal) {
      const body = method === 'GET' ? undefined : fillBody(template, escaping, message)
      const request = {
        url: fillUrl(options.url, message),
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': contentType }),
          ...headers,
          ...(signingKey === undefined
            ? { 'webhook-id': message.id }
            : signWebhook(signingKey, { id: message.id, body: body ?? '', now: now() })),
        },
        body,
      }
      const reply = await requestCarrier(network, request, signal)
      if (!reply.answered) return { status: 'failed', reason: `HTTP provider: ${reply.reason}` }
      const { status } = reply.answer
      // The answer's body is not ours to understand, and may repeat the message: nothing of it is kept.
      if (status >= 200 && status < 300) return { status: 'sent', providerMessageId: undefined }
      return resultOfRejection('The HTTP provider', reply.answer)
    },

    async check(signal) {
      // The address itself might send something: only whether its host answers is asked, and any answer will do.
      const { origin } = new URL(options.url)
      const request = { url: `${origin}/`, method: 'HEAD', headers: {}, body: undefined }
      const reply = await requestCarrier(network, request, signal)
      if (reply.answered) return undefined
      return `The HTTP provider at ${origin}: ${reply.reason}. Is it running, and HTTP_PROVIDER_URL right?`
    },
  }
}

function lowerCaseNames(headers: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
