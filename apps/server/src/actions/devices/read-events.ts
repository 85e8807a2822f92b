import type { Deps } from '../../deps.ts'
import {
  readDeviceEvents,
  readEventCursors,
  type StoredDeviceEvent,
} from '../../store/device-events.ts'
import { userTopic } from '../../store/signals.ts'

const EVENTS_A_PAGE = 100

export interface DeviceEventPage {
  readonly events: readonly StoredDeviceEvent[]
  readonly isMore: boolean
}

/**
 * Where a stream goes on: after what the device says it has, or with what comes from now on. What is
 * no longer kept, or was never told, is a reset: the device fetches everything anew.
 */
export async function findStart(
  deps: Deps,
  authyId: number,
  lastEventId: string | readonly string[] | undefined,
): Promise<{ readonly topic: string; readonly after: number; readonly isReset: boolean }> {
  const topic = userTopic(authyId)
  const newest = (await readEventCursors(deps.db, [authyId])).get(authyId) ?? 0
  if (lastEventId === undefined || lastEventId === '')
    return { topic, after: newest, isReset: false }
  const asked =
    typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : -1
  const [next] = asked < 0 ? [] : await readDeviceEvents(deps.db, authyId, asked, 1)
  const isKept = asked === newest || (asked >= 0 && next?.number === asked + 1)
  return isKept ? { topic, after: asked, isReset: false } : { topic, after: newest, isReset: true }
}

export async function readEvents(
  deps: Deps,
  authyId: number,
  after: number,
): Promise<DeviceEventPage> {
  const events = await readDeviceEvents(deps.db, authyId, after, EVENTS_A_PAGE)
  return { events, isMore: events.length === EVENTS_A_PAGE }
}

export async function readNewestNumbers(
  deps: Deps,
  authyIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  return await readEventCursors(deps.db, authyIds)
}
