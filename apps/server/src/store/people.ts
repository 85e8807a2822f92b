import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** A person in an app, as lists show them. */
export interface ListedPerson {
  readonly appId: number
  readonly authyId: number
  readonly createdAt: number
  readonly confirmedAt: number | null
  readonly suspendedAt: number | null
  readonly phoneHash: string
  readonly sealedPhone: string
  readonly countryCode: number
  readonly region: string | null
}

export interface PeopleQuery {
  readonly appIds: readonly number[]
  readonly isSuspended: boolean
  readonly isConfirmed: boolean | undefined
  readonly region: string | undefined
  readonly hasDevice: boolean | undefined
  /** Of who is suspended, by that time; of all others, by when they were added. */
  readonly isOldestFirst: boolean
  readonly after: PeopleCursor | undefined
  readonly limit: number
}

export interface PeopleCursor {
  readonly at: number
  readonly appId: number
  readonly authyId: number
}

/** Rows that one request looks through for what no index finds; the cursor then goes on behind them. */
const MOST_LOOKED_AT = 5_000

/** A page of people of these apps; `next` is undefined at the end, and set also where nothing of what was looked through fits. */
export async function listPeople(
  db: Kysely<Schema>,
  query: PeopleQuery,
): Promise<{
  readonly people: readonly ListedPerson[]
  readonly next: PeopleCursor | undefined
}> {
  if (query.appIds.length === 0) return { people: [], next: undefined }
  const rows = await selectPeople(db, query).execute()
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  if (rows.length > query.limit && last !== undefined) {
    return {
      people: page.map(toPerson),
      next: { at: last.at ?? 0, appId: last.app_id, authyId: last.authy_id },
    }
  }
  const lastLookedAt = needsLooking(query)
    ? await standings(db, query)
        .limit(1)
        .offset(MOST_LOOKED_AT - 1)
        .executeTakeFirst()
    : undefined
  return {
    people: page.map(toPerson),
    next: lastLookedAt && {
      at: lastLookedAt.at ?? 0,
      appId: lastLookedAt.app_id,
      authyId: lastLookedAt.authy_id,
    },
  }
}

/** The statement of a page, for its plan too. */
export function selectPeople(db: Kysely<Schema>, query: PeopleQuery) {
  const direction = query.isOldestFirst ? 'asc' : 'desc'
  const some = standings(db, query).limit(needsLooking(query) ? MOST_LOOKED_AT : query.limit + 1)
  return db
    .selectFrom(some.as('standing'))
    .innerJoin('users', 'users.authy_id', 'standing.authy_id')
    .selectAll('standing')
    .select(['users.phone_hash', 'users.sealed_phone', 'users.country_code', 'users.region'])
    .$if(query.isConfirmed !== undefined, (all) =>
      all.where('standing.confirmed_at', query.isConfirmed === true ? 'is not' : 'is', null),
    )
    .$if(query.region !== undefined, (all) => all.where('users.region', '=', query.region ?? ''))
    .$if(query.hasDevice !== undefined, (all) =>
      all.where((eb) => {
        const device = eb.exists(
          eb
            .selectFrom('devices')
            .select('devices.id')
            .whereRef('devices.authy_id', '=', 'standing.authy_id')
            .where('devices.revoked_at', 'is', null),
        )
        return query.hasDevice === true ? device : eb.not(device)
      }),
    )
    .orderBy('standing.at', direction)
    .orderBy('standing.app_id', direction)
    .orderBy('standing.authy_id', direction)
    .limit(query.limit + 1)
}

function standings(db: Kysely<Schema>, query: PeopleQuery) {
  const { appIds, isSuspended, isOldestFirst, after } = query
  const key = isSuspended ? 'suspended_at' : 'created_at'
  const direction = isOldestFirst ? 'asc' : 'desc'
  const [only] = appIds
  return (
    db
      .selectFrom('app_users')
      .select([`${key} as at`, 'app_id', 'authy_id', 'created_at', 'confirmed_at', 'suspended_at'])
      .where('removed_at', 'is', null)
      .$if(isSuspended, (all) => all.where('suspended_at', 'is not', null))
      .$if(appIds.length === 1 && !isSuspended, (all) => all.where('app_id', '=', only ?? -1))
      // The plus keeps the choice of an index to the one that is in this order: of several apps the others are passed over.
      .$if(appIds.length !== 1 || isSuspended, (all) =>
        all.where(sql<boolean>`+app_id IN (${sql.join([...appIds])})`),
      )
      .$if(after !== undefined, (all) =>
        all.where(
          sql<boolean>`(${sql.ref(key)}, app_id, authy_id) ${sql.raw(isOldestFirst ? '>' : '<')}
          (${after?.at ?? 0}, ${after?.appId ?? 0}, ${after?.authyId ?? 0})`,
        ),
      )
      .orderBy(key, direction)
      .orderBy('app_id', direction)
      .orderBy('authy_id', direction)
  )
}

function needsLooking({ isConfirmed, region, hasDevice }: PeopleQuery): boolean {
  return isConfirmed !== undefined || region !== undefined || hasDevice !== undefined
}

/** The same people, found by their ids, in these apps. */
export async function findPeople(
  db: Kysely<Schema>,
  authyIds: readonly number[],
  appIds: readonly number[],
): Promise<readonly ListedPerson[]> {
  if (authyIds.length === 0 || appIds.length === 0) return []
  const rows = await db
    .selectFrom('app_users')
    .innerJoin('users', 'users.authy_id', 'app_users.authy_id')
    .select([
      'app_users.app_id',
      'app_users.authy_id',
      'app_users.created_at',
      'app_users.confirmed_at',
      'app_users.suspended_at',
      'users.phone_hash',
      'users.sealed_phone',
      'users.country_code',
      'users.region',
    ])
    .where('app_users.authy_id', 'in', [...authyIds])
    .where(sql<boolean>`+app_users.app_id IN (${sql.join([...appIds])})`)
    .where('app_users.removed_at', 'is', null)
    .orderBy('app_users.app_id')
    .execute()
  return rows.map(toPerson)
}

/** Authy ids of who has this e-mail in one of these apps. */
export async function findAuthyIdsByEmail(
  db: Kysely<Schema>,
  emailHash: string,
  appIds: readonly number[],
): Promise<readonly number[]> {
  if (appIds.length === 0) return []
  const rows = await db
    .selectFrom('app_user_emails')
    .select('authy_id')
    .distinct()
    .where('app_id', 'in', [...appIds])
    .where('email_hash', '=', emailHash)
    .limit(100)
    .execute()
  return rows.map((row) => row.authy_id)
}

/** How many living devices each has, and when one was last seen. */
export async function countDevices(
  db: Kysely<Schema>,
  authyIds: readonly number[],
): Promise<ReadonlyMap<number, { readonly count: number; readonly lastSeenAt: number }>> {
  if (authyIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('devices')
    .select([
      'authy_id',
      sql<number | string>`count(*)`.as('count'),
      sql<number>`max(last_seen_at)`.as('lastSeenAt'),
    ])
    .where('authy_id', 'in', [...new Set(authyIds)])
    .where('revoked_at', 'is', null)
    .groupBy('authy_id')
    .execute()
  return new Map(
    rows.map((row) => [row.authy_id, { count: Number(row.count), lastSeenAt: row.lastSeenAt }]),
  )
}

interface PersonRow {
  readonly app_id: number
  readonly authy_id: number
  readonly created_at: number
  readonly confirmed_at: number | null
  readonly suspended_at: number | null
  readonly phone_hash: string
  readonly sealed_phone: string
  readonly country_code: number
  readonly region: string | null
}

function toPerson(row: PersonRow): ListedPerson {
  return {
    appId: row.app_id,
    authyId: row.authy_id,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
    suspendedAt: row.suspended_at,
    phoneHash: row.phone_hash,
    sealedPhone: row.sealed_phone,
    countryCode: row.country_code,
    region: row.region,
  }
}
