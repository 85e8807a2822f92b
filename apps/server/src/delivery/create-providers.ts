import { createHttpProvider } from './http.ts'
import { createOutboxProvider } from './outbox.ts'
import type { Channel, Provider } from './provider.ts'
import type { ProviderName } from '../domain/providers.ts'
import type { DeliverySettings } from './settings.ts'
import { createSmtpProvider } from './smtp.ts'
import { createTwilioProvider } from './twilio.ts'

interface Outside {
  readonly fetch: typeof fetch
  readonly now: () => number
}

/** The providers of each channel in the order they are tried; an empty list is a channel that is off. */
export function createProviders(
  { delivery }: { readonly delivery: DeliverySettings },
  outside: Outside,
): Readonly<Record<Channel, readonly Provider[]>> {
  const { order } = delivery
  const made = createEach(delivery, outside)
  const inOrder = (names: readonly ProviderName[]) =>
    names.flatMap((name) => {
      const provider = made[name]
      return provider === undefined ? [] : [provider]
    })
  return { sms: inOrder(order.sms), call: inOrder(order.call), email: inOrder(order.email) }
}

function createEach(
  { order, twilio, http, smtp }: DeliverySettings,
  outside: Outside,
): Readonly<Record<ProviderName, Provider | undefined>> {
  const channels = (['sms', 'call', 'email'] as const).filter((channel) =>
    order[channel].includes('http'),
  )
  return {
    outbox: createOutboxProvider(),
    twilio: twilio && createTwilioProvider({ ...twilio, ...outside }),
    http: http && createHttpProvider({ ...http, ...outside, channels }),
    smtp: smtp && createSmtpProvider({ ...smtp, now: outside.now }),
  }
}
