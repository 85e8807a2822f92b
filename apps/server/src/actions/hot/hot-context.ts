import type { ActContext } from '../../store/acts.ts'
import type { DeviceEventWrite } from '../../store/hot-approvals.ts'

/** What the acts of one group share. */
export interface HotContext extends ActContext {
  /**
   * Tells a person's devices. Written once for the whole group, in order of the people: of two groups
   * that tell the same two, neither then waits for the other in a circle.
   */
  readonly tell: (event: DeviceEventWrite) => void
}
