import type { ConsoleRoute } from '../route.ts'
import {
  beginAuthenticator,
  changeEmail,
  changeName,
  changePassword,
  confirmAuthenticator,
} from './change-account.ts'
import { addPasskey, beginPasskey, removeOwnPasskey } from './own-passkeys.ts'
import { endOtherSessions, endOwnSession } from './own-sessions.ts'
import { readAccount } from './read-account.ts'

export const ACCOUNT_ROUTES: readonly ConsoleRoute[] = [
  readAccount,
  changeName,
  changeEmail,
  changePassword,
  beginAuthenticator,
  confirmAuthenticator,
  beginPasskey,
  addPasskey,
  removeOwnPasskey,
  endOtherSessions,
  endOwnSession,
]
