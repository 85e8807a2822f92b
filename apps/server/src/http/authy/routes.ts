import { appDetailsAct, appStatsAct } from './app-details.ts'
import { registerActivityAct, removeUserAct, updateUserAct } from './change-user.ts'
import { checkPhoneVerificationAct } from './check-phone-verification.ts'
import { appDetailsDescription, appStatsDescription } from './describe/app-details.ts'
import {
  registerActivityDescription,
  removeUserDescription,
  updateUserDescription,
} from './describe/change-user.ts'
import {
  checkPhoneVerificationDescription,
  phoneInfoDescription,
  readPhoneVerificationDescription,
  startPhoneVerificationDescription,
} from './describe/phone-verification.ts'
import { registerUserDescription } from './describe/register-user.ts'
import { callDescription, emailDescription, smsDescription } from './describe/send-token.ts'
import {
  exportSecretDescription,
  phoneNumberDescription,
  userSecretDescription,
} from './describe/user-secret.ts'
import { userStatusDescription } from './describe/user-status.ts'
import { verifyTokenDescription } from './describe/verify-token.ts'
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
/** As READ, and named by its POST (docs/wire, tokens). */
const SEND = ['POST', 'GET'] as const

/** The dialect, route by route (docs/wire). */
export const AUTHY_ROUTES: readonly AuthyRoute[] = [
  {
    methods: CHANGE,
    paths: ['/users/new'],
    act: registerUserAct,
    description: registerUserDescription,
  },
  {
    methods: READ,
    paths: ['/users/:id/status'],
    act: userStatusAct,
    description: userStatusDescription,
  },
  // Three spellings, each some client's (docs/wire, users).
  {
    methods: CHANGE,
    paths: ['/users/:id/delete', '/users/delete/:id', '/users/:id/remove'],
    act: removeUserAct,
    description: removeUserDescription,
  },
  {
    methods: CHANGE,
    paths: ['/users/:id/update'],
    act: updateUserAct,
    description: updateUserDescription,
  },
  {
    methods: CHANGE,
    paths: ['/users/:id/register_activity'],
    act: registerActivityAct,
    description: registerActivityDescription,
  },
  {
    methods: CHANGE,
    paths: ['/users/:id/secret'],
    act: userSecretAct,
    description: userSecretDescription,
  },
  {
    methods: READ,
    paths: ['/users/:id/secret/export'],
    act: exportSecretAct,
    description: exportSecretDescription,
  },
  {
    methods: READ,
    paths: ['/users/:id/phone_number'],
    act: phoneNumberAct,
    description: phoneNumberDescription,
  },
  { methods: READ, paths: ['/sms/:id'], act: sendTokenAct('sms'), description: smsDescription },
  { methods: READ, paths: ['/call/:id'], act: sendTokenAct('call'), description: callDescription },
  {
    methods: SEND,
    paths: ['/email/:id'],
    act: sendTokenAct('email'),
    description: emailDescription,
  },
  {
    methods: READ,
    paths: ['/verify/:token/:id'],
    act: verifyTokenAct,
    description: verifyTokenDescription,
  },
  {
    methods: READ,
    paths: ['/app/details'],
    act: appDetailsAct,
    description: appDetailsDescription,
  },
  { methods: READ, paths: ['/app/stats'], act: appStatsAct, description: appStatsDescription },
  {
    methods: CHANGE,
    paths: ['/phones/verification/start'],
    act: startPhoneVerificationAct,
    description: startPhoneVerificationDescription,
  },
  {
    methods: READ,
    paths: ['/phones/verification/check'],
    act: checkPhoneVerificationAct,
    description: checkPhoneVerificationDescription,
  },
  {
    methods: READ,
    paths: ['/phones/verification/status'],
    act: readPhoneVerificationAct,
    description: readPhoneVerificationDescription,
  },
  { methods: READ, paths: ['/phones/info'], act: phoneInfoAct, description: phoneInfoDescription },
]
