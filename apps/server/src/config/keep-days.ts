import {
  DEFAULT_KEEP_DAYS,
  FEWEST_KEPT_DAYS,
  type KeepDays,
  MOST_KEPT_DAYS,
} from '../domain/keep-days.ts'
import type { Kind, Reader } from './reader.ts'

/** `undefined` already tells that a variable is not set. */
type Days = number | 'forever'

const days: Kind<Days> = {
  expected: `a whole number of days from ${FEWEST_KEPT_DAYS} to ${MOST_KEPT_DAYS}, or forever`,
  parse: (text) => {
    if (text.toLowerCase() === 'forever') return 'forever'
    const number = Number(text)
    const isInRange = number >= FEWEST_KEPT_DAYS && number <= MOST_KEPT_DAYS
    return /^\d+$/.test(text) && isInRange ? number : undefined
  },
}

export function readKeepDays(reader: Reader): KeepDays {
  const read = (name: string, of: keyof KeepDays) => {
    const value = reader.read(name, days) ?? DEFAULT_KEEP_DAYS[of]
    return value === 'forever' ? undefined : value
  }
  const keep: KeepDays = {
    events: read('KEEP_EVENTS_DAYS', 'events'),
    messages: read('KEEP_MESSAGES_DAYS', 'messages'),
    callbacks: read('KEEP_CALLBACKS_DAYS', 'callbacks'),
    webhookDeliveries: read('KEEP_WEBHOOK_DELIVERIES_DAYS', 'webhookDeliveries'),
    phoneVerifications: read('KEEP_PHONE_VERIFICATIONS_DAYS', 'phoneVerifications'),
    approvals: read('KEEP_APPROVALS_DAYS', 'approvals'),
  }
  // What is sent once more is made from the event that it tells of.
  if ((keep.events ?? Infinity) < (keep.webhookDeliveries ?? Infinity)) {
    reader.complain(
      `KEEP_EVENTS_DAYS: expected at least as many days as KEEP_WEBHOOK_DELIVERIES_DAYS (${keep.webhookDeliveries ?? 'forever'}), got ${keep.events}.`,
    )
  }
  return keep
}
