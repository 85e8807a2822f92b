import type { Kysely } from 'kysely'
import type { Dialect } from '../store/migrations/migration.ts'
import type { Schema } from '../store/schema.ts'
import type { Vault } from '../store/vault.ts'
import { emailRow, phoneRow } from './sealed-rows.ts'

/** A user of an app, as far as anything but the hot acts needs it. */
export interface AppUser {
  readonly authyId: number
  readonly countryCode: number
  readonly phone: string
  readonly phoneHash: string
  readonly region: string | undefined
  readonly createdAt: number
  readonly confirmedAt: number | undefined
  readonly wrongTokens: number
  readonly nextAttemptAt: number
  readonly suspendedAt: number | undefined
  readonly pushesSinceSuccess: number
  readonly pushesPausedAt: number | undefined
}

interface Reads {
  readonly db: Kysely<Schema>
  readonly vault: Vault
}

/** The user, if this app has it: removal counts at once, and another app's user is unknown here. */
export async function findAppUser(
  { db, vault }: Reads,
  appId: number,
  authyId: number,
): Promise<AppUser | undefined> {
  return toAppUser(vault, authyId, await selectAppUser(db, appId, authyId).executeTakeFirst())
}

/**
 * The same, with its row held until the transaction ends: what replaces something of a user goes
 * one after the other, and never puts back what a removal takes away at the same moment. On SQLite
 * a transaction is alone anyway.
 */
export async function lockAppUser(
  { db, vault, dialect }: Reads & { readonly dialect: Dialect },
  appId: number,
  authyId: number,
): Promise<AppUser | undefined> {
  const row = await selectAppUser(db, appId, authyId)
    .$if(dialect === 'postgres', (query) => query.forNoKeyUpdate('app_users'))
    .executeTakeFirst()
  return toAppUser(vault, authyId, row)
}

function selectAppUser(db: Kysely<Schema>, appId: number, authyId: number) {
  return db
    .selectFrom('app_users')
    .innerJoin('users', 'users.authy_id', 'app_users.authy_id')
    .select([
      'users.country_code',
      'users.phone_hash',
      'users.sealed_phone',
      'users.region',
      'app_users.created_at',
      'app_users.confirmed_at',
      'app_users.wrong_tokens',
      'app_users.next_attempt_at',
      'app_users.suspended_at',
      'app_users.pushes_since_success',
      'app_users.pushes_paused_at',
    ])
    .where('app_users.app_id', '=', appId)
    .where('app_users.authy_id', '=', authyId)
    .where('app_users.removed_at', 'is', null)
}

type AppUserRow = Awaited<ReturnType<ReturnType<typeof selectAppUser>['executeTakeFirst']>>

function toAppUser(vault: Vault, authyId: number, row: AppUserRow): AppUser | undefined {
  if (row === undefined) return undefined
  return {
    authyId,
    countryCode: row.country_code,
    phone: vault.open(row.sealed_phone, phoneRow(row.phone_hash)),
    phoneHash: row.phone_hash,
    region: row.region ?? undefined,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at ?? undefined,
    wrongTokens: row.wrong_tokens,
    nextAttemptAt: row.next_attempt_at,
    suspendedAt: row.suspended_at ?? undefined,
    pushesSinceSuccess: row.pushes_since_success,
    pushesPausedAt: row.pushes_paused_at ?? undefined,
  }
}

/** The e-mails of a user, the first one given first: that one is shown and written to. */
export async function findEmails(
  { db, vault }: { readonly db: Kysely<Schema>; readonly vault: Vault },
  appId: number,
  authyId: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('app_user_emails')
    .select(['email_hash', 'sealed_email'])
    .where('app_id', '=', appId)
    .where('authy_id', '=', authyId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => vault.open(row.sealed_email, emailRow(appId, authyId, row.email_hash)))
}
