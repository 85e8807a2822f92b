import type { ConsoleRoute } from '../route.ts'
import { readSession } from './read-session.ts'

export const SESSION_ROUTES: readonly ConsoleRoute[] = [readSession]
