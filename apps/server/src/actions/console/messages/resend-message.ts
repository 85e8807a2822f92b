import type { Deps } from '../../../deps.ts'
import { timeOrderedId } from '../../../store/ids.ts'
import { findMessage } from '../../../store/message-lists.ts'
import { insertMessage } from '../../../store/messages.ts'
import { messageRow } from '../../sealed-rows.ts'
import { recordOperatorEvent } from '../operator-event.ts'
import { readScope } from '../scope.ts'
import type { SignedIn } from '../sessions.ts'

/** Between two of one message: a double press sends once. */
const RESEND_MS = 30_000

export type ResendResult =
  | { readonly result: 'sent'; readonly id: string }
  | { readonly result: 'not-found' }
  /** What it carries no longer verifies: a new token is for the app or the person's page to send. */
  | { readonly result: 'expired' }
  | { readonly result: 'just-sent'; readonly retryAt: number }

/** Sends a message once more, under an id of its own, while what it carries still lives. */
export async function resendMessage(
  deps: Deps,
  input: {
    readonly operator: SignedIn
    readonly ip: string
    readonly appId: number
    readonly id: string
  },
): Promise<ResendResult> {
  const { operator, appId } = input
  if ((await readScope(deps, operator, appId)).appIds.length === 0) return { result: 'not-found' }
  const outcome = await deps.db.transaction().execute(async (tx): Promise<ResendResult> => {
    const now = deps.now()
    const message = await findMessage(tx, input.id)
    if (message === undefined || message.app_id !== appId) return { result: 'not-found' }
    if (message.expires_at <= now) return { result: 'expired' }
    // One conditional statement decides between two presses at once.
    const claimed = await tx
      .updateTable('messages')
      .set({ resent_at: now })
      .where('id', '=', message.id)
      .where((eb) => eb.or([eb('resent_at', 'is', null), eb('resent_at', '<=', now - RESEND_MS)]))
      .returning('id')
      .executeTakeFirst()
    if (claimed === undefined) return { result: 'just-sent', retryAt: now + RESEND_MS }
    const id = timeOrderedId(now, deps.random(10))
    const content = deps.vault.open(message.sealed_content, messageRow(message.id))
    await insertMessage(tx, {
      id,
      appId,
      authyId: message.authy_id ?? undefined,
      kind: message.kind,
      channel: message.channel,
      locale: message.locale,
      toHash: message.to_hash,
      region: message.region ?? undefined,
      sealedContent: deps.vault.seal(content, messageRow(id), deps.random(12)),
      createdAt: now,
      expiresAt: message.expires_at,
    })
    await tx.updateTable('messages').set({ resent_from: message.id }).where('id', '=', id).execute()
    await recordOperatorEvent(
      tx,
      { operatorId: operator.operatorId, ip: input.ip },
      {
        kind: 'operator_resent_message',
        at: now,
        appId,
        ...(message.authy_id === null ? {} : { authyId: message.authy_id }),
        facts: { before: message.id, after: id, channel: message.channel },
      },
    )
    return { result: 'sent', id }
  })
  if (outcome.result === 'sent') deps.wakeWorker()
  return outcome
}
