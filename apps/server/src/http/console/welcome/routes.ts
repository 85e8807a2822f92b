import type { ConsoleRoute } from '../route.ts'
import {
  beginWelcomeByPasskey,
  beginWelcomeByPassword,
  finishWelcomeByPasskey,
  finishWelcomeByPassword,
  openWelcome,
} from './welcome.ts'

export const WELCOME_ROUTES: readonly ConsoleRoute[] = [
  openWelcome,
  beginWelcomeByPassword,
  finishWelcomeByPassword,
  beginWelcomeByPasskey,
  finishWelcomeByPasskey,
]
