import { type Counted, countersAt } from '../../domain/counted.ts'
import type { ActContext } from '../../store/acts.ts'
import type { DeviceEventWrite, DeviceTouch } from '../../store/hot-approvals.ts'
import type { EventWrite, MessageWrite } from '../../store/hot.ts'
import type { HotContext } from './hot-context.ts'

/** A context for the acts of a group, and what writes all that they left in it. */
export function collectWrites(context: ActContext): {
  readonly shared: HotContext
  readonly write: () => Promise<void>
} {
  const { tx, now } = context
  const messages: MessageWrite[] = []
  const events: EventWrite[] = []
  const told: DeviceEventWrite[] = []
  const touches = new Map<number, DeviceTouch>()
  const counted: Counted[] = []
  return {
    shared: {
      ...context,
      touch: (touch) => touches.set(touch.id, touch),
      tell: (event) => told.push(event),
      enqueue: (message) => messages.push(message),
      record: (event) => events.push(event),
      count: (each) => counted.push(each),
    },
    async write() {
      if (messages.length > 0) await tx.insertMessages(messages)
      if (events.length > 0) await tx.recordEvents(events)
      if (touches.size > 0) await tx.touchDevices([...touches.values()])
      if (told.length > 0) await tx.appendDeviceEvents(told)
      // Last: every request of an app raises the same few rows.
      if (counted.length > 0) await tx.addCounters(countersAt(now, counted))
    },
  }
}
