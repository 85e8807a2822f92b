import type { Deps } from '../deps.ts'
import { type Device, findDevices } from '../store/devices.ts'
import { type AppUser, findAppUser, findEmails } from './find-user.ts'

export interface UserStatus extends AppUser {
  /** The first that was given. */
  readonly email: string | undefined
  /** Every one that the person ever had, revoked ones too, the last used first. */
  readonly devices: readonly Device[]
}

/** What an app may know of its user. */
export async function readUser(
  deps: Deps,
  appId: number,
  authyId: number,
): Promise<UserStatus | undefined> {
  const user = await findAppUser(deps, appId, authyId)
  if (user === undefined) return undefined
  const [email] = await findEmails(deps, appId, authyId)
  return { ...user, email, devices: await findDevices(deps.db, authyId) }
}

/** The person's standing in every app, for the operator. */
export async function readUserInAllApps(deps: Deps, authyId: number) {
  const rows = await deps.db
    .selectFrom('app_users')
    .innerJoin('apps', 'apps.id', 'app_users.app_id')
    .select(['apps.id', 'apps.name'])
    .where('app_users.authy_id', '=', authyId)
    .where('app_users.removed_at', 'is', null)
    .orderBy('apps.id')
    .execute()
  const standings = []
  for (const app of rows) {
    const user = await readUser(deps, app.id, authyId)
    if (user !== undefined) standings.push({ appId: app.id, appName: app.name, user })
  }
  return standings
}

/** The Authy id of a phone number in E.164, if we know it. */
export async function findAuthyIdByPhone(deps: Deps, e164: string): Promise<number | undefined> {
  const row = await deps.db
    .selectFrom('users')
    .select('authy_id')
    .where('phone_hash', '=', deps.vault.blindIndex('phone', e164))
    .executeTakeFirst()
  return row?.authy_id
}
