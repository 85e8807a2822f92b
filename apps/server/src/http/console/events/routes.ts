import type { ConsoleRoute } from '../route.ts'
import { listEvents } from './list-events.ts'
import { streamEvents } from './stream-events.ts'

export const EVENT_ROUTES: readonly ConsoleRoute[] = [listEvents, streamEvents]
