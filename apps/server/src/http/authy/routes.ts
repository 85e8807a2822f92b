import { appDetailsAct, appStatsAct } from './app-details.ts'
import { registerActivityAct, removeUserAct, updateUserAct } from './change-user.ts'
import { checkPhoneVerificationAct } from './check-phone-verification.ts'
import { describeAppDetails, describeAppStats } from './describe/app-details.ts'
import {
  describeRegisterActivity,
  describeRemoveUser,
  describeUpdateUser,
} from './describe/change-user.ts'
import {
  describeCheckPhoneVerification,
  describePhoneInfo,
  describeReadPhoneVerification,
  describeStartPhoneVerification,
} from './describe/phone-verification.ts'
import { describeRegisterUser } from './describe/register-user.ts'
import { describeCall, describeEmail, describeSms } from './describe/send-token.ts'
import {
  describeExportSecret,
  describePhoneNumber,
  describeUserSecret,
} from './describe/user-secret.ts'
import { describeUserStatus } from './describe/user-status.ts'
import { describeVerifyToken } from './describe/verify-token.ts'
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
    description: describeRegisterUser,
  },
  {
    methods: READ,
    paths: ['/users/:id/status'],
    act: userStatusAct,
    description: describeUserStatus,
  },
  // Three spellings, each some client's (docs/wire, users).
  {
    methods: CHANGE,
    paths: ['/users/:id/delete', '/users/delete/:id', '/users/:id/remove'],
    act: removeUserAct,
    description: describeRemoveUser,
  },
  {
    methods: CHANGE,
    paths: ['/users/:id/update'],
    act: updateUserAct,
    description: describeUpdateUser,
  },
  {
    methods: CHANGE,
    paths: ['/users/:id/register_activity'],
    act: registerActivityAct,
    description: describeRegisterActivity,
  },
  {
    methods: CHANGE,
    paths: ['/users/:id/secret'],
    act: userSecretAct,
    description: describeUserSecret,
  },
  {
    methods: READ,
    paths: ['/users/:id/secret/export'],
    act: exportSecretAct,
    description: describeExportSecret,
  },
  {
    methods: READ,
    paths: ['/users/:id/phone_number'],
    act: phoneNumberAct,
    description: describePhoneNumber,
  },
  { methods: READ, paths: ['/sms/:id'], act: sendTokenAct('sms'), description: describeSms },
  { methods: READ, paths: ['/call/:id'], act: sendTokenAct('call'), description: describeCall },
  { methods: SEND, paths: ['/email/:id'], act: sendTokenAct('email'), description: describeEmail },
  {
    methods: READ,
    paths: ['/verify/:token/:id'],
    act: verifyTokenAct,
    description: describeVerifyToken,
  },
  { methods: READ, paths: ['/app/details'], act: appDetailsAct, description: describeAppDetails },
  { methods: READ, paths: ['/app/stats'], act: appStatsAct, description: describeAppStats },
  {
    methods: CHANGE,
    paths: ['/phones/verification/start'],
    act: startPhoneVerificationAct,
    description: describeStartPhoneVerification,
  },
  {
    methods: READ,
    paths: ['/phones/verification/check'],
    act: checkPhoneVerificationAct,
    description: describeCheckPhoneVerification,
  },
  {
    methods: READ,
    paths: ['/phones/verification/status'],
    act: readPhoneVerificationAct,
    description: describeReadPhoneVerification,
  },
  { methods: READ, paths: ['/phones/info'], act: phoneInfoAct, description: describePhoneInfo },
]
