/** `1234567` as `123 4567`, `123456` as `123 456`: two groups, the second never the shorter. */
export function groupToken(token: string): string {
  const half = Math.floor(token.length / 2)
  return token.length < 6 ? token : `${token.slice(0, half)} ${token.slice(half)}`
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in one unit: `2 hours`, `4 minutes`, `90 seconds`; whole minutes as minutes. */
export function formatDuration(milliseconds: number, locale: string): string {
  const left = Math.max(0, milliseconds)
  // From here on the next smaller unit would change nothing for the person.
  if (left >= 2 * DAY) return inUnit(Math.round(left / DAY), 'day', locale)
  if (left >= 2 * HOUR) return inUnit(Math.round(left / HOUR), 'hour', locale)
  const isWhole = left > 0 && left % MINUTE === 0
  if (left >= 2 * MINUTE || isWhole) return inUnit(Math.round(left / MINUTE), 'minute', locale)
  return inUnit(Math.ceil(left / SECOND), 'second', locale)
}

function inUnit(count: number, unit: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

/** `now`, `5 minutes ago`, `yesterday`; a date from a week on. */
export function formatAgo(then: number, now: number, locale: string): string {
  const past = Math.max(0, now - then)
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  if (past < MINUTE) return relative.format(0, 'second')
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute')
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour')
  if (past < 7 * DAY) return relative.format(-Math.floor(past / DAY), 'day')
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(then)
}

export function formatMoment(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(time)
}

export function formatTime(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(time)
}

export function formatDay(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(time)
}

export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count)
}
