import { DAY_MS } from './time-span.ts'

/** How long what would otherwise only grow is kept, in days; undefined for ever. */
export interface KeepDays {
  readonly events: number | undefined
  readonly messages: number | undefined
  readonly callbacks: number | undefined
  readonly webhookDeliveries: number | undefined
  readonly phoneVerifications: number | undefined
  readonly approvals: number | undefined
}

/** No job lives longer than a day, and a device that was away is told for seven: nothing that somebody still waits for is that old. */
export const FEWEST_KEPT_DAYS = 7

export const MOST_KEPT_DAYS = 36_500

/** Two sums of a year stay comparable; messages hold numbers and texts; a signed answer is the app's proof, and nothing takes it away unasked. */
export const DEFAULT_KEEP_DAYS: KeepDays = {
  events: 400,
  messages: 90,
  callbacks: 90,
  webhookDeliveries: 30,
  phoneVerifications: 90,
  approvals: undefined,
}

/** What is older than this, in milliseconds, is past its time; undefined where nothing ever is. */
export function keptSince(now: number, days: number | undefined): number | undefined {
  return days === undefined ? undefined : now - days * DAY_MS
}
