export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Start of the hour (UTC) that a moment lies in. */
export function hourOf(at: number): number {
  return at - (at % HOUR_MS)
}

/** Start of the day (UTC) that a moment lies in. */
export function dayOf(at: number): number {
  return at - (at % DAY_MS)
}

/** Start of the month (UTC) that a moment lies in. */
export function monthOf(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
}

/** Start of the month after it. */
export function nextMonth(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}
