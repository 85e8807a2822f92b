import { appDetailsAct, appStatsAct } from './app-details.ts'
import { registerActivityAct, removeUserAct, updateUserAct } from './change-user.ts'
import { checkPhoneVerificationAct } from './check-phone-verification.ts'
import { phoneInfoAct } from './phone-info.ts'
import { readPhoneVerificationAct } from './read-phone-verification.ts'
import { registerUserAct } from './register-user.ts'
import type { AuthyRoute } from './route.ts'
import { sendTokenAct } from './send-token.ts'
import { exportSecretAct, phoneNumberAct, userSecretAct } from './user-secret.ts'
import { startPhoneVerificationAct } from './start-phone-verification.ts'
import { userStatusAct } from './user-status.ts'
import { verifyTokenAct } from './verify-token.ts'

/** Where clients differ in the verb, both do; what changes a user is never done by GET. */
const READ = ['GET', 'POST'] as const
const CHANGE = ['POST'] as const

/** The dialect, route by route (docs/wire). */
export const AUTHY_ROUTES: readonly AuthyRoute[] = [
  { methods: CHANGE, paths: ['/users/new'], act: registerUserAct },
  { methods: READ, paths: ['/users/:id/status'], act: userStatusAct },
  // Three spellings, each some client's (docs/wire, users).
  {
    methods: CHANGE,
    paths: ['/users/:id/delete', '/users/delete/:id', '/users/:id/remove'],
    act: removeUserAct,
  },
  { methods: CHANGE, paths: ['/users/:id/update'], act: updateUserAct },
  { methods: CHANGE, paths: ['/users/:id/register_activity'], act: registerActivityAct },
  { methods: CHANGE, paths: ['/users/:id/secret'], act: userSecretAct },
  { methods: READ, paths: ['/users/:id/secret/export'], act: exportSecretAct },
  { methods: READ, paths: ['/users/:id/phone_number'], act: phoneNumberAct },
  { methods: READ, paths: ['/sms/:id'], act: sendTokenAct('sms') },
  { methods: READ, paths: ['/call/:id'], act: sendTokenAct('call') },
  { methods: READ, paths: ['/email/:id'], act: sendTokenAct('email') },
  { methods: READ, paths: ['/verify/:token/:id'], act: verifyTokenAct },
  { methods: READ, paths: ['/app/details'], act: appDetailsAct },
  { methods: READ, paths: ['/app/stats'], act: appStatsAct },
  { methods: CHANGE, paths: ['/phones/verification/start'], act: startPhoneVerificationAct },
  { methods: READ, paths: ['/phones/verification/check'], act: checkPhoneVerificationAct },
  { methods: READ, paths: ['/phones/verification/status'], act: readPhoneVerificationAct },
  { methods: READ, paths: ['/phones/info'], act: phoneInfoAct },
]
