import type { Counted } from '../../domain/counted.ts'
import type { ActContext } from '../../store/acts.ts'
import type { DeviceEventWrite, DeviceTouch } from '../../store/hot-approvals.ts'
import type { EventWrite, MessageWrite } from '../../store/hot.ts'

/**
 * What the acts of one group share. What they leave here is written once for the whole group, after all of
 * them and in one order of its rows: of two groups that write the same two, neither then waits for the other
 * in a circle, and a counter that every request raises is held no longer than the commit takes.
 */
export interface HotContext extends ActContext {
  /** Tells a person's devices. */
  readonly tell: (event: DeviceEventWrite) => void
  /** A device was here. */
  readonly touch: (touch: DeviceTouch) => void
  /** A message with the job that delivers it. */
  readonly enqueue: (message: MessageWrite) => void
  readonly record: (event: EventWrite) => void
  readonly count: (counted: Counted) => void
}
