import { requestCarrier, resultOfRejection, type CarrierRequest } from './carrier-request.ts'
import type { OutgoingMessage, Provider } from './provider.ts'
import { realTimeLimit, type TimeLimit } from './time-limit.ts'
import { renderTwiml } from './twiml.ts'

export const TWILIO_BASE_URL = 'https://api.twilio.com'

export interface TwilioOptions {
  readonly baseUrl?: string
  readonly accountSid: string
  readonly authToken: string
  /** The sender of an SMS, unless a messaging service picks one. */
  readonly from?: string | undefined
  readonly messagingServiceSid?: string | undefined
  /** The caller's number; `from` when absent. */
  readonly voiceFrom?: string | undefined
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly timeLimit?: TimeLimit
}

/** SMS and calls by Twilio's REST API 2010-04-01, or by any service that speaks it. */
export function createTwilioProvider(options: TwilioOptions): Provider {
  const { fetch, now, timeLimit = realTimeLimit } = options
  const network = { fetch, now, timeLimit }
  const baseUrl = (options.baseUrl ?? TWILIO_BASE_URL).replace(/\/+$/, '')
  const account = `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(options.accountSid)}`
  const credentials = Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64')
  const authorization = `Basic ${credentials}`

  return {
    name: 'twilio',
    channels: ['sms', 'call'],

    async deliver(message, signal) {
      const resource = message.channel === 'call' ? 'Calls' : 'Messages'
      const request: CarrierRequest = {
        url: `${account}/${resource}.json`,
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        body: formOf(message, options).toString(),
      }
      const reply = await requestCarrier(network, request, signal)
      if (!reply.answered) return { status: 'failed', reason: `Twilio: ${reply.reason}` }
      const { answer } = reply
      const facts = parseFacts(answer.body)
      if (answer.status >= 200 && answer.status < 300) {
        const { sid: providerMessageId, cost } = facts
        return { status: 'sent', providerMessageId, ...(cost === undefined ? {} : { cost }) }
      }
      // The path holds nothing but our account: what is not found there is our setting, not the message.
      if (answer.status === 404) {
        return { status: 'failed', reason: 'Twilio answered 404: it does not know the account' }
      }
      return resultOfRejection('Twilio', answer, facts.code)
    },

    async check(signal) {
      const request = {
        url: `${account}.json`,
        method: 'GET',
        headers: { authorization },
        body: undefined,
      }
      const reply = await requestCarrier(network, request, signal)
      if (!reply.answered) {
        return `Twilio at ${baseUrl}: ${reply.reason}. Is this machine allowed out, and TWILIO_BASE_URL right?`
      }
      const { status, body } = reply.answer
      if (status === 401 || status === 403 || status === 404) {
        return `Twilio answered ${status}: copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from its console again.`
      }
      if (status !== 200) return `Twilio answered ${status} when asked for the account: try later.`
      const state = parseFacts(body).status
      if (state === 'suspended' || state === 'closed') {
        return `Twilio says that the account is ${state}: open its console to see why.`
      }
      return undefined
    },
  }
}

function formOf(message: OutgoingMessage, options: TwilioOptions): URLSearchParams {
  if (message.channel === 'call') {
    const from = options.voiceFrom ?? options.from ?? ''
    return new URLSearchParams({ To: message.to, From: from, Twiml: renderTwiml(message) })
  }
  const { messagingServiceSid } = options
  const sender =
    messagingServiceSid === undefined
      ? { From: message.senderName ?? options.from ?? '' }
      : {
          MessagingServiceSid: messagingServiceSid,
          ...(message.senderName === undefined ? {} : { From: message.senderName }),
        }
  return new URLSearchParams({ To: message.to, ...sender, Body: message.text })
}

interface TwilioFacts {
  readonly sid: string | undefined
  readonly code: number | undefined
  readonly status: string | undefined
  readonly cost: string | undefined
}

/**
 * The fields of an answer that are safe to keep. Its `message` is not among them: Twilio writes the
 * number there ("The 'To' number +1555… is not a valid phone number").
 */
function parseFacts(body: string): TwilioFacts {
  const answer = parseObject(body)
  const { sid, code, status, price, price_unit: currency } = answer
  return {
    sid: typeof sid === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(sid) ? sid : undefined,
    code: isErrorNumber(code) ? code : undefined,
    status: typeof status === 'string' ? status : undefined,
    cost: costOf(price, currency),
  }
}

/** Twilio writes what it takes as a negative amount, once it knows it; until then the price is null. */
function costOf(price: unknown, currency: unknown): string | undefined {
  const [, amount] = /^-?(\d{1,6}\.\d{1,6})$/.exec(String(price)) ?? []
  return amount !== undefined && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
    ? `${amount} ${currency}`
    : undefined
}

/** Five digits, as in Twilio's dictionary of errors: nothing longer, which could be a token. */
function isErrorNumber(code: unknown): code is number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 10_000 && code <= 99_999
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}
