import type { Deps } from '../../../deps.ts'
import type { DeviceFacts } from '../../../domain/device.ts'
import { findDevices } from '../../../store/devices.ts'
import { findEmails } from '../../find-user.ts'
import { phoneRow } from '../../sealed-rows.ts'
import { deviceOfSoftToken } from '../../soft-token-id.ts'
import { readScope, type Scope } from '../scope.ts'
import type { SignedIn } from '../sessions.ts'

export interface Standing {
  readonly appId: number
  readonly appName: string
  readonly createdAt: number
  readonly removedAt: number | null
  readonly confirmedAt: number | null
  readonly suspendedAt: number | null
  readonly wrongTokens: number
  readonly nextAttemptAt: number
  readonly pushesPausedAt: number | null
  readonly emails: readonly string[]
  readonly authenticators: readonly {
    readonly kind: 'qr' | 'soft'
    readonly deviceId: number | undefined
    readonly digits: number
    readonly createdAt: number
    readonly confirmedAt: number | null
    readonly lastUsedAt: number | undefined
  }[]
  readonly isOperator: boolean
}

export interface Person {
  readonly authyId: number
  readonly phone: string
  readonly phoneHash: string
  readonly countryCode: number
  readonly region: string | null
  readonly createdAt: number
  readonly isWhole: boolean
  /** In each app that the operator sees, those too that have removed the person. */
  readonly standings: readonly Standing[]
  readonly devices: readonly (DeviceFacts & {
    readonly version: string
    readonly revokedAt: number | undefined
  })[]
  readonly scope: Scope
}

/** A person as an operator sees them: through the apps that are the operator's to see, and not at all without one. */
export async function readPerson(
  deps: Deps,
  operator: SignedIn,
  authyId: number,
): Promise<Person | undefined> {
  const found = await findPerson(deps, operator, authyId)
  if (found === undefined) return undefined
  const db = deps.readDb
  const authenticators = await db
    .selectFrom('authenticators')
    .select([
      'app_id',
      'id',
      'kind',
      'digits',
      'period_seconds',
      'last_used_step',
      'created_at',
      'confirmed_at',
    ])
    .where(
      'app_id',
      'in',
      found.rows.map(({ app_id }) => app_id),
    )
    .where('authy_id', '=', authyId)
    .orderBy('created_at')
    .execute()
  const standings: Standing[] = []
  for (const row of found.rows) {
    standings.push({
      appId: row.app_id,
      appName: found.scope.apps.find(({ id }) => id === row.app_id)?.name ?? '',
      createdAt: row.created_at,
      removedAt: row.removed_at,
      confirmedAt: row.confirmed_at,
      suspendedAt: row.suspended_at,
      wrongTokens: row.wrong_tokens,
      nextAttemptAt: row.next_attempt_at,
      pushesPausedAt: row.pushes_paused_at,
      emails: await findEmails({ db, vault: deps.vault }, row.app_id, authyId),
      authenticators: authenticators
        .filter(({ app_id }) => app_id === row.app_id)
        .map((each) => ({
          kind: each.kind,
          deviceId: deviceOfSoftToken(each.id),
          digits: each.digits,
          createdAt: each.created_at,
          confirmedAt: each.confirmed_at,
          lastUsedAt:
            each.last_used_step < 0 ? undefined : each.last_used_step * each.period_seconds * 1_000,
        })),
      isOperator: found.scope.isOperatorOf(row.app_id),
    })
  }
  const devices = await findDevices(db, authyId)
  const { user } = found
  return {
    authyId,
    phone: deps.vault.open(user.sealed_phone, phoneRow(user.phone_hash)),
    phoneHash: user.phone_hash,
    countryCode: user.country_code,
    region: user.region,
    createdAt: user.created_at,
    isWhole: found.isWhole,
    standings,
    devices,
    scope: found.scope,
  }
}

/** Whether the operator sees the person at all, and through which apps. */
export async function findPerson(deps: Deps, operator: SignedIn, authyId: number) {
  const scope = await readScope(deps, operator)
  if (scope.appIds.length === 0) return undefined
  const rows = await deps.readDb
    .selectFrom('app_users')
    .selectAll()
    .where('authy_id', '=', authyId)
    .where('app_id', 'in', [...scope.appIds])
    .orderBy('app_id')
    .execute()
  const user =
    rows.length === 0
      ? undefined
      : await deps.readDb
          .selectFrom('users')
          .selectAll()
          .where('authy_id', '=', authyId)
          .executeTakeFirst()
  if (user === undefined) return undefined
  const isWhole = rows.some(({ app_id }) => scope.isOperatorOf(app_id))
  return { scope, rows, user, isWhole, appIds: rows.map(({ app_id }) => app_id) }
}
