import type { Deps } from '../deps.ts'
import type { MessageContent } from '../domain/message.ts'
import type { MessageWrite } from '../store/hot.ts'
import { timeOrderedId } from '../store/ids.ts'
import { insertMessage } from '../store/messages.ts'
import { messageRow } from './sealed-rows.ts'

/** Writes a message with its job; the caller's transaction decides whether both exist. Returns the message's id. */
export async function enqueueMessage(
  { db, vault, now, random }: Pick<Deps, 'db' | 'vault' | 'now' | 'random'>,
  message: Pick<
    MessageWrite,
    'appId' | 'authyId' | 'kind' | 'channel' | 'locale' | 'toHash' | 'region'
  > & {
    readonly content: MessageContent
    readonly lifeMs: number
  },
): Promise<string> {
  const createdAt = now()
  const id = timeOrderedId(createdAt, random(10))
  const { content, lifeMs, ...columns } = message
  await insertMessage(db, {
    ...columns,
    id,
    sealedContent: vault.seal(JSON.stringify(content), messageRow(id), random(12)),
    createdAt,
    expiresAt: createdAt + lifeMs,
  })
  return id
}
