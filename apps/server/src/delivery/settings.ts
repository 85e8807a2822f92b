import type { KeyObject } from 'node:crypto'

import type { ProviderName } from '../domain/providers.ts'
import type { Channel } from './provider.ts'
import type { MailAddress } from './smtp.ts'
import type { SmtpServer } from './smtp-url.ts'

/** What the providers are made from; a record is absent unless its provider is chosen for a channel. */
export interface DeliverySettings {
  /** For each channel the providers in the order they are tried; none when the channel is off. */
  readonly order: Readonly<Record<Channel, readonly ProviderName[]>>
  readonly twilio:
    | {
        readonly baseUrl: string
        readonly accountSid: string
        readonly authToken: string
        readonly from: string | undefined
        readonly messagingServiceSid: string | undefined
        readonly voiceFrom: string | undefined
      }
    | undefined
  readonly http:
    | {
        readonly url: string
        readonly method: string
        readonly headers: Readonly<Record<string, string>>
        readonly body: string | undefined
        readonly signingKey: KeyObject | undefined
      }
    | undefined
  readonly smtp: { readonly server: SmtpServer; readonly from: MailAddress } | undefined
}
