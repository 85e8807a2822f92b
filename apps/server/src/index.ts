/** What commands need. The service itself and the ways out are entries of their own: they load a thousand files more. */
export {
  type AppCallback,
  readCallback,
  setCallback,
  type SetCallbackResult,
} from './actions/app-callback.ts'
export {
  type ChangeAppResult,
  allApps,
  changeApp,
  findAppByIdOrName,
  rotateApiKey,
} from './actions/change-app.ts'
export { findOperatorIdByEmail, listOperators } from './actions/console/list-operators.ts'
export { inviteOperator, renewWayIn } from './actions/console/invite-operator.ts'
export { type OneTimeLink, renewFirstLink } from './actions/console/invitations.ts'
export { countSealedFields } from './actions/change-master-key.ts'
export { masterKeyFits, useIndexKey } from './actions/index-key.ts'
export { liftSuspension } from './actions/change-user.ts'
export { type Ended, endWhatWasOpen } from './actions/end-what-was-open.ts'
export { createApp, createFirstApp, type CreateAppResult } from './actions/create-app.ts'
export { enqueueTestCallback, readCallbackState } from './actions/enqueue-callback.ts'
export { listMessages, type OutboxMessage } from './actions/list-messages.ts'
export { findAuthyIdByPhone, readUserInAllApps } from './actions/read-user.ts'
export { type Config, parseConfig } from './config.ts'
export type { Deps } from './deps.ts'
export { type App, MAX_APP_NAME_CHARACTERS, type Plan } from './domain/app.ts'
export {
  type AppSettings,
  DEFAULT_SETTINGS,
  SETTING_NAMES,
  type SettingProblem,
} from './domain/app-settings.ts'
export { parseEmailAddress } from './domain/email-address.ts'
export { ALL_APPS, type Role, ROLES } from './domain/operator.ts'
export { FAILURES_UNTIL_DISABLED } from './domain/callback-schedule.ts'
export { MOST_CALLBACK_URL_CHARACTERS } from './domain/callback-url.ts'
export { phoneFromE164 } from './domain/phone-number.ts'
export { masterKeyPath } from './master-key-file.ts'
export { createLog, masterKeysOf, openDeps, type Opened } from './open-deps.ts'
export { readDatabaseClock } from './store/clock.ts'
export {
  type ConnectionFacts,
  readConnectionFacts,
  readReplicationFacts,
  type ReplicationFacts,
} from './store/connection-facts.ts'
export { mostConnections, type Sharing } from './store/postgres/shares.ts'
export { readQueue } from './store/jobs.ts'
export { refuseTooOld } from './store/least-server.ts'
export { hasSchema, migrate, pendingMigrations, unknownMigrations } from './store/migrate.ts'
export { sqlitePath } from './store/open.ts'
