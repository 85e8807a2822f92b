import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

export interface Job {
  readonly id: string
  readonly attempts: number
  readonly deadlineAt: number
}

/**
 * Takes due jobs for `leaseMs`. A worker that dies leaves them to whoever looks after that, so a job
 * runs at least once; its attempt is counted before it runs.
 */
export async function leaseJobs(
  db: Kysely<Schema>,
  dialect: Dialect,
  now: number,
  most: number,
  leaseMs: number,
): Promise<readonly Job[]> {
  return await db
    .updateTable('jobs')
    .set((eb) => ({ leased_until: now + leaseMs, attempts: eb('attempts', '+', 1) }))
    .where('id', 'in', (eb) => {
      const due = eb
        .selectFrom('jobs')
        .select('id')
        .where('due_at', '<=', now)
        .where('leased_until', '<=', now)
        .orderBy('due_at')
        .limit(most)
      // Two nodes that look at the same time take different jobs instead of waiting for each other.
      return dialect === 'postgres' ? due.forUpdate().skipLocked() : due
    })
    .returning(['id', 'attempts', 'deadline_at as deadlineAt'])
    .execute()
}

export interface JobOutcome {
  readonly id: string
  /** Of the lease under which it came about. */
  readonly attempts: number
  readonly status: 'sent' | 'failed' | 'refused' | 'retry'
  readonly provider: string | undefined
  readonly providerMessageId: string | undefined
  readonly error: string | undefined
  /** For `retry`. */
  readonly dueAt: number
}

/**
 * Writes what became of a batch, in one transaction. A failure counts only under its own lease: after
 * a long pause of the process another worker may have taken the job, and may have delivered it.
 */
export async function settleJobs(
  db: Kysely<Schema>,
  outcomes: readonly JobOutcome[],
  now: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const sent = outcomes.filter((each) => each.status === 'sent')
    const plain = sent.filter((each) => each.providerMessageId === undefined)
    for (const [provider, ids] of byProvider(plain)) {
      await tx
        .updateTable('messages')
        .set((eb) => ({
          status: 'sent',
          provider,
          sent_at: now,
          attempts: eb('attempts', '+', 1),
          last_error: null,
        }))
        .where('id', 'in', ids)
        .execute()
    }
    for (const each of outcomes) {
      if (plain.includes(each)) continue
      if (each.status !== 'sent' && !(await endLease(tx, each))) continue
      await tx
        .updateTable('messages')
        .set((eb) => ({
          status: each.status === 'retry' ? 'queued' : each.status,
          provider: each.provider ?? null,
          provider_message_id: each.providerMessageId ?? null,
          attempts: eb('attempts', '+', 1),
          last_error: each.error ?? null,
          sent_at: each.status === 'sent' ? now : null,
        }))
        .where('id', '=', each.id)
        .execute()
    }
    const done = sent.map((each) => each.id)
    if (done.length > 0) await tx.deleteFrom('jobs').where('id', 'in', done).execute()
  })
}

/** Gives a job back or ends it; false where it is no longer this lease's. */
async function endLease(tx: Kysely<Schema>, each: JobOutcome): Promise<boolean> {
  const job =
    each.status === 'retry'
      ? await tx
          .updateTable('jobs')
          .set({ due_at: each.dueAt, leased_until: 0 })
          .where('id', '=', each.id)
          .where('attempts', '=', each.attempts)
          .returning('id')
          .executeTakeFirst()
      : await tx
          .deleteFrom('jobs')
          .where('id', '=', each.id)
          .where('attempts', '=', each.attempts)
          .returning('id')
          .executeTakeFirst()
  return job !== undefined
}

function byProvider(outcomes: readonly JobOutcome[]): ReadonlyMap<string | null, string[]> {
  const groups = new Map<string | null, string[]>()
  for (const { id, provider } of outcomes) {
    const ids = groups.get(provider ?? null) ?? []
    ids.push(id)
    groups.set(provider ?? null, ids)
  }
  return groups
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

/** Messages of leased jobs, with the name of the app they speak for. */
export async function findMessages(db: Kysely<Schema>, ids: readonly string[]) {
  return await db
    .selectFrom('messages')
    .select(['id', 'channel', 'locale', 'sealed_content', 'status'])
    .where('id', 'in', [...ids])
    .execute()
}
