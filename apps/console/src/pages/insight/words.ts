const COUNTRIES = new Intl.DisplayNames('en', { type: 'region' })
const NUMBER = new Intl.NumberFormat()
const SHARE = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })

/** The name of a country; numbers of no country are `ZZ`. */
export function countryName(code: string): string {
  return code === 'ZZ' ? 'No country' : (COUNTRIES.of(code) ?? code)
}

export function count(value: number): string {
  return NUMBER.format(value)
}

/** A part of a whole, in percent; a dash where there is no whole. */
export function share(part: number, of: number): string {
  return of === 0 ? '–' : SHARE.format(part / of)
}

/** @param millionths of a unit of the currency */
export function money(millionths: number, currency: string): string {
  const style = { style: 'currency', currency, maximumFractionDigits: 4 } as const
  return new Intl.NumberFormat(undefined, style).format(millionths / 1_000_000)
}

/** Milliseconds as one would say them. */
export function duration(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 1_000) return `${ms} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`
}

const METHODS: Readonly<Record<string, string>> = {
  sms: 'SMS',
  call: 'Call',
  email: 'E-mail',
  push: 'Push',
  qr: 'Other app (QR)',
  soft: 'Authenticator',
  none: 'Nothing sent',
}

/** A channel, or what a token was shown by. */
export function methodName(by: string): string {
  return METHODS[by] ?? by
}

const LIMITS: Readonly<Record<string, string>> = {
  'send/phone': 'Sends to one phone',
  'send/app': 'Sends of the application',
  'send/address': 'Sends from one address',
  'send/token': 'Sends of one token',
  'wrong/phone': 'Wrong tokens for one phone',
  'wrong/app': 'Wrong tokens for the application',
  'wrong/address': 'Wrong tokens from one address',
  'wrong/user': 'The wait after wrong tokens',
  'wrong-code/phone': 'Wrong codes for one phone',
  'wrong-code/app': 'Wrong codes for the application',
  'wrong-code/address': 'Wrong codes from one address',
  'wrong-code/code': 'Guesses at one code',
  suspended: 'People who are suspended',
}

export function limitName(limit: string): string {
  return LIMITS[limit] ?? limit
}

/** A point of a chart: the hour in the operator's own time, or the day in UTC, as it is summed. */
export function pointName(at: number, each: 'hour' | 'day'): string {
  return each === 'hour'
    ? new Date(at).toLocaleString(undefined, {
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
      })
    : new Date(at).toLocaleDateString(undefined, {
        day: 'numeric',
        month: 'short',
        timeZone: 'UTC',
      })
}
