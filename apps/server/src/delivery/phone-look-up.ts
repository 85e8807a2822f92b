import { parsePhoneFacts, type PhoneLookUp } from '../domain/phone-facts.ts'
import { requestCarrier } from './carrier-request.ts'
import { realTimeLimit, type TimeLimit } from './time-limit.ts'

/** The asker waits for this answer, and some clients wait five seconds at most (docs/wire, transport). */
const LOOK_UP_TIMEOUT_MS = 2_000

export interface PhoneLookUpOptions {
  /** Holds `{{to}}` where the number goes. */
  readonly url: string
  readonly token: string | undefined
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly timeLimit?: TimeLimit
}

/** Any service that answers `GET` with `{"type":…,"provider":…,"ported":…}` (docs/configuration.md). */
export function createPhoneLookUp(options: PhoneLookUpOptions): PhoneLookUp {
  const { fetch, now, timeLimit = realTimeLimit, token } = options
  const network = { fetch, now, timeLimit: () => timeLimit(LOOK_UP_TIMEOUT_MS) }
  return async (phone) => {
    const url = options.url.replace('{{to}}', encodeURIComponent(phone.e164))
    const headers = {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    const reply = await requestCarrier(
      network,
      { url, method: 'GET', headers, body: undefined },
      new AbortController().signal,
    )
    // None of these sentences holds the number: the URL does, so it is left out.
    if (!reply.answered) throw new Error(`The phone look-up failed: ${reply.reason}`)
    if (reply.answer.status !== 200)
      throw new Error(`The phone look-up answered ${reply.answer.status}`)
    const facts = parsePhoneFacts(parseJson(reply.answer.body))
    if (facts === undefined)
      throw new Error('The phone look-up answered something else than {"type","provider","ported"}')
    return facts
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
