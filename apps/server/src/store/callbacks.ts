import type { Kysely } from 'kysely'
import type { CallbackWrite } from './hot-approvals.ts'
import type { Schema } from './schema.ts'

/** Writes a callback with its job, if the app has one; the hot acts do the same in their own statements. */
export async function insertCallback(tx: Kysely<Schema>, callback: CallbackWrite): Promise<void> {
  const { id, appId, authyId, sealedFacts, at, deadlineAt } = callback
  const configured = await tx
    .selectFrom('app_callbacks')
    .select('app_id')
    .where('app_id', '=', appId)
    .where('url', '<>', '')
    .executeTakeFirst()
  if (configured === undefined) return
  await tx
    .insertInto('callbacks')
    .values({
      id,
      app_id: appId,
      authy_id: authyId,
      kind: 'approval',
      sealed_facts: sealedFacts,
      status: 'queued',
      created_at: at,
    })
    .execute()
  await tx
    .insertInto('jobs')
    .values({
      id,
      kind: 'deliver-callback',
      due_at: at,
      leased_until: 0,
      attempts: 0,
      deadline_at: deadlineAt,
    })
    .execute()
}
