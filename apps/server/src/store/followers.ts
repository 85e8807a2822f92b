import type { Kysely } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** Keeps a place for a follower that is new, at `start`. */
export async function addFollower(db: Kysely<Schema>, name: string, start: number): Promise<void> {
  await db
    .insertInto('followers')
    .values({ name, last_number: start })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

/**
 * The last number that the follower has taken, with its row held until the transaction ends; undefined
 * while another node holds it.
 */
export async function claimFollower(
  tx: Kysely<Schema>,
  dialect: Dialect,
  name: string,
): Promise<number | undefined> {
  const row = await tx
    .selectFrom('followers')
    .select('last_number')
    .where('name', '=', name)
    .$if(dialect === 'postgres', (query) => query.forUpdate().skipLocked())
    .executeTakeFirst()
  return row?.last_number
}

export async function moveFollower(
  tx: Kysely<Schema>,
  name: string,
  lastNumber: number,
): Promise<void> {
  await tx
    .updateTable('followers')
    .set({ last_number: lastNumber })
    .where('name', '=', name)
    .execute()
}

/** The number up to which every one of these followers has taken the log; 0 where one has not begun. */
export async function readFollowed(db: Kysely<Schema>, names: readonly string[]): Promise<number> {
  const rows = await db
    .selectFrom('followers')
    .select('last_number')
    .where('name', 'in', [...names])
    .execute()
  return rows.length < names.length ? 0 : Math.min(...rows.map((row) => row.last_number))
}
