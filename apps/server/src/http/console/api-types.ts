/** What the console's routes answer, for the pages: types alone, made from the very schemas. */
import type { Static } from 'typebox'
import type { Session } from './session/read-session.ts'

export type { Role } from '../../domain/operator.ts'
export type { ConsoleErrorBody } from './failure.ts'
export type SessionAnswer = Static<typeof Session>
