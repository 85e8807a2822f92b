import type { Kysely } from 'kysely'
import type { Counted } from '../domain/counted.ts'
import { countAt } from './counters.ts'
import type { MessageWrite } from './hot.ts'
import { deleteJobs, endJob, holdJobs, type Lease, retryJob } from './jobs.ts'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** A message and the job that delivers it: call it inside the transaction of the decision. */
export async function insertMessage(db: Kysely<Schema>, message: MessageWrite): Promise<void> {
  await db
    .insertInto('messages')
    .values({
      id: message.id,
      app_id: message.appId,
      authy_id: message.authyId ?? null,
      kind: message.kind,
      channel: message.channel,
      locale: message.locale,
      to_hash: message.toHash,
      sealed_content: message.sealedContent,
      region: message.region ?? null,
      status: 'queued',
      created_at: message.createdAt,
      expires_at: message.expiresAt,
    })
    .execute()
  await db
    .insertInto('jobs')
    .values({
      id: message.id,
      kind: 'deliver-message',
      due_at: message.createdAt,
      deadline_at: message.expiresAt,
      leased_until: 0,
      attempts: 0,
    })
    .execute()
}

/** Messages of leased jobs. */
export async function findMessages(db: Kysely<Schema>, ids: readonly string[]) {
  return await db
    .selectFrom('messages')
    // Codes that register a device are of no app.
    .leftJoin('apps', 'apps.id', 'messages.app_id')
    .select([
      'messages.id',
      'messages.app_id',
      'messages.kind',
      'messages.channel',
      'messages.locale',
      'messages.sealed_content',
      'messages.status',
      'messages.region',
      'messages.created_at',
      'apps.settings',
    ])
    .where('messages.id', 'in', [...ids])
    .execute()
}

export interface MessageOutcome extends Lease {
  readonly status: 'sent' | 'failed' | 'refused' | 'retry'
  readonly provider: string | undefined
  readonly providerMessageId: string | undefined
  readonly error: string | undefined
  readonly cost?: string | undefined
  /** For `retry`. */
  readonly dueAt: number
  /** What this counts as, beside the rows. */
  readonly counted: readonly Counted[]
}

/**
 * Writes what became of a batch, in one transaction. A failure counts only under its own lease: after
 * a long pause of the process another worker may have taken the job, and may have delivered it.
 */
export async function settleMessages(
  db: Kysely<Schema>,
  dialect: Dialect,
  outcomes: readonly MessageOutcome[],
  now: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ids = outcomes.map((each) => each.id)
    await holdJobs(tx, dialect, ids)
    const sent = outcomes.filter((each) => each.status === 'sent')
    const plain = sent.filter(
      (each) => each.providerMessageId === undefined && each.cost === undefined,
    )
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
    const settled = [...plain]
    for (const each of outcomes) {
      if (plain.includes(each)) continue
      if (each.status !== 'sent' && !(await endLease(tx, each))) continue
      settled.push(each)
      await tx
        .updateTable('messages')
        .set((eb) => ({
          status: each.status === 'retry' ? 'queued' : each.status,
          provider: each.provider ?? null,
          provider_message_id: each.providerMessageId ?? null,
          attempts: eb('attempts', '+', 1),
          last_error: each.error ?? null,
          cost: each.cost ?? null,
          sent_at: each.status === 'sent' ? now : null,
        }))
        .where('id', '=', each.id)
        .execute()
    }
    await deleteJobs(
      tx,
      sent.map((each) => each.id),
    )
    await countAt(
      tx,
      now,
      settled.flatMap((each) => each.counted),
    )
  })
}

async function endLease(tx: Kysely<Schema>, each: MessageOutcome): Promise<boolean> {
  return each.status === 'retry' ? await retryJob(tx, each, each.dueAt) : await endJob(tx, each)
}

function byProvider(outcomes: readonly MessageOutcome[]): ReadonlyMap<string | null, string[]> {
  const groups = new Map<string | null, string[]>()
  for (const { id, provider } of outcomes) {
    const ids = groups.get(provider ?? null) ?? []
    ids.push(id)
    groups.set(provider ?? null, ids)
  }
  return groups
}
