import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

export type JobKind = Schema['jobs']['kind']

/** The lease under which a job was taken: whatever is written of it later counts only while it holds. */
export interface Lease {
  readonly id: string
  readonly attempts: number
}

export interface Job extends Lease {
  readonly deadlineAt: number
  readonly subject: string | null
}

export interface LeaseInput {
  readonly kind: JobKind
  readonly now: number
  readonly most: number
  readonly leaseMs: number
  /** So many of one subject at the same time, together with those that this worker has under way. */
  readonly perSubject?:
    | { readonly most: number; readonly underWay: ReadonlyMap<string, number> }
    | undefined
}

/**
 * Takes due jobs for `leaseMs`. A worker that dies leaves them to whoever looks after that, so a job
 * runs at least once; its attempt is counted before it runs.
 */
export async function leaseJobs(
  db: Kysely<Schema>,
  dialect: Dialect,
  input: LeaseInput,
): Promise<readonly Job[]> {
  const { now, leaseMs, perSubject } = input
  const due = dueJobs(db, dialect, input)
  const taken = perSubject === undefined ? due : firstOfEach(due, perSubject)
  return await db
    .updateTable('jobs')
    .set((eb) => ({ leased_until: now + leaseMs, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', sql<string>`(SELECT id FROM (${taken}) AS taken)`)
    .returning(['id', 'attempts', 'deadline_at as deadlineAt', 'subject'])
    .execute()
}

function dueJobs(
  db: Kysely<Schema>,
  dialect: Dialect,
  { kind, now, most, perSubject }: LeaseInput,
) {
  const full = [...(perSubject?.underWay ?? [])].flatMap(([subject, underWay]) =>
    underWay >= (perSubject?.most ?? 0) ? [subject] : [],
  )
  const due = db
    .selectFrom('jobs')
    .select(['id', 'subject', 'due_at'])
    .where('kind', '=', kind)
    .where('due_at', '<=', now)
    .where('leased_until', '<=', now)
    .$if(full.length > 0, (query) => query.where('subject', 'not in', full))
    .orderBy('due_at')
    .limit(most)
  // Two nodes that look at the same time take different jobs instead of waiting for each other.
  return dialect === 'postgres' ? due.forUpdate().skipLocked() : due
}

/** What is past a subject's share is never leased, so that nothing has to be given back. */
function firstOfEach(
  due: ReturnType<typeof dueJobs>,
  { most, underWay }: NonNullable<LeaseInput['perSubject']>,
) {
  const shares = [...underWay].map(
    ([subject, count]) => sql`WHEN ${subject} THEN ${sql.lit(most - count)}`,
  )
  const share =
    shares.length === 0
      ? sql`${sql.lit(most)}`
      : sql`CASE subject ${sql.join(shares, sql` `)} ELSE ${sql.lit(most)} END`
  return sql`SELECT id FROM (
    SELECT id, subject, row_number() OVER (PARTITION BY subject ORDER BY due_at) AS place
    FROM (${due}) AS due
  ) AS placed WHERE place <= ${share}`
}

/**
 * Whoever settles several jobs holds them first, and in one order: a job whose lease ran out has two workers, and
 * each could else hold what the other waits for.
 */
export async function holdJobs(
  tx: Kysely<Schema>,
  dialect: Dialect,
  ids: readonly string[],
): Promise<void> {
  // On SQLite the transaction is the only one.
  if (dialect === 'sqlite' || ids.length === 0) return
  await tx
    .selectFrom('jobs')
    .select('id')
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Due again at `dueAt`; false where it is no longer this lease's. */
export async function retryJob(
  tx: Kysely<Schema>,
  { id, attempts }: Lease,
  dueAt: number,
): Promise<boolean> {
  return await giveBack(tx, { id, attempts }, { due_at: dueAt, leased_until: 0 })
}

/** As if it had not been taken: for an attempt that we broke off ourselves. */
export async function returnJob(
  tx: Kysely<Schema>,
  { id, attempts }: Lease,
  dueAt: number,
): Promise<boolean> {
  const change = { due_at: dueAt, leased_until: 0, attempts: attempts - 1 }
  return await giveBack(tx, { id, attempts }, change)
}

async function giveBack(
  tx: Kysely<Schema>,
  { id, attempts }: Lease,
  change: { readonly due_at: number; readonly leased_until: number; readonly attempts?: number },
): Promise<boolean> {
  const job = await tx
    .updateTable('jobs')
    .set(change)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .returning('id')
    .executeTakeFirst()
  return job !== undefined
}

/** Ends it; false where it is no longer this lease's. */
export async function endJob(tx: Kysely<Schema>, { id, attempts }: Lease): Promise<boolean> {
  const job = await tx
    .deleteFrom('jobs')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .returning('id')
    .executeTakeFirst()
  return job !== undefined
}

/** Ends jobs that are done whoever holds them: what was delivered is delivered. */
export async function deleteJobs(tx: Kysely<Schema>, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('jobs').where('id', 'in', ids).execute()
}

/** Jobs not done yet, and how long the oldest is overdue, in milliseconds. */
export async function readQueue(
  db: Kysely<Schema>,
  now: number,
): Promise<{ readonly depth: number; readonly oldestMs: number }> {
  const row = await db
    .selectFrom('jobs')
    .select([
      sql<number | string>`count(*)`.as('depth'),
      sql<number | null>`min(due_at)`.as('oldest'),
    ])
    .executeTakeFirstOrThrow()
  return {
    depth: Number(row.depth),
    oldestMs: row.oldest === null ? 0 : Math.max(0, now - row.oldest),
  }
}
