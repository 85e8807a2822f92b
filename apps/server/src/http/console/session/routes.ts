import type { ConsoleRoute } from '../route.ts'
import { readSession } from './read-session.ts'
import { sendSignInToken } from './send-sign-in-token.ts'
import { askOnPhone, signInByApproval } from './sign-in-by-approval.ts'
import { askForPasskey, signInByPasskey } from './sign-in-by-passkey.ts'
import { signInByPassword } from './sign-in-by-password.ts'
import { signInByToken } from './sign-in-by-token.ts'
import { signInOptions } from './sign-in-options.ts'
import { signOut } from './sign-out.ts'

export const SESSION_ROUTES: readonly ConsoleRoute[] = [
  readSession,
  signInOptions,
  signInByPassword,
  signInByToken,
  sendSignInToken,
  askOnPhone,
  signInByApproval,
  askForPasskey,
  signInByPasskey,
  signOut,
]
