import type { Locale } from '../languages/locales.ts'

export type Channel = 'sms' | 'call' | 'email'

/** What a call says around the digits, in the language that `languageTag` (BCP 47) names. */
export interface Speech {
  readonly languageTag: string
  readonly greeting: string
  readonly again: string
  readonly goodbye: string
}

/** One message as it leaves the process. Its `id` is the same at every attempt. */
export interface OutgoingMessage {
  readonly id: string
  readonly channel: Channel
  /** E.164 (`+15551234567`) for `sms` and `call`, an address for `email`. */
  readonly to: string
  readonly locale: Locale
  /** The SMS, the e-mail's plain-text body, or the voice script as one would read it. */
  readonly text: string
  /** Of an e-mail. */
  readonly subject: string | undefined
  /** The digits that a call spells out; absent where the message carries none. */
  readonly token: string | undefined
  /** Of a call. */
  readonly speech: Speech | undefined
  readonly appName: string
  /** Who it is from in the app's own words, for providers that can say so. */
  readonly senderName: string | undefined
}

/** What became of one attempt. `reason` is for operators and never holds the text, the token or the number. */
export type DeliveryResult =
  | {
      readonly status: 'sent'
      readonly providerMessageId: string | undefined
      /** What it asks for the message, where it says so at once: an amount and a currency, `0.0075 USD`. */
      readonly cost?: string
    }
  /** The provider is down, slow or busy, or the operator can mend it: worth another attempt. */
  | { readonly status: 'failed'; readonly reason: string; readonly retryAfterMs?: number }
  /** The provider understood and will never take it: no further attempt. */
  | { readonly status: 'refused'; readonly reason: string }

/** A way out of the process. Implementations are factories named after the provider, one per file. */
export interface Provider {
  readonly name: string
  readonly channels: readonly Channel[]
  /** Never throws: an outage is a `failed` result. */
  deliver(message: OutgoingMessage, signal: AbortSignal): Promise<DeliveryResult>
  /** For `countersign doctor`: undefined when all is well, else one sentence with what to do. */
  check(signal: AbortSignal): Promise<string | undefined>
}
