/** The ways out of the process, by the names that settings have for them. */
export const PROVIDER_NAMES = ['outbox', 'twilio', 'http', 'smtp'] as const

export type ProviderName = (typeof PROVIDER_NAMES)[number]

/** What each provider can carry. */
export const CARRIES: Readonly<Record<ProviderName, readonly ('sms' | 'call' | 'email')[]>> = {
  outbox: ['sms', 'call', 'email'],
  twilio: ['sms', 'call'],
  http: ['sms', 'call', 'email'],
  smtp: ['email'],
}

/** The providers of a channel in the order that an app wants; those that it does not name come last, since a message that another could deliver must not be lost. */
export function orderProviders<Provider extends { readonly name: string }>(
  providers: readonly Provider[],
  wished: string,
): readonly Provider[] {
  const names = wished.split(',')
  const placeOf = ({ name }: Provider) => {
    const place = names.indexOf(name)
    return place === -1 ? names.length : place
  }
  return providers.toSorted((a, b) => placeOf(a) - placeOf(b))
}
