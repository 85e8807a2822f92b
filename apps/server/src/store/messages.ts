import type { Kysely } from 'kysely'
import type { MessageWrite } from './hot.ts'
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
