import type { Deps } from '../deps.ts'
import type { MessageContent } from '../domain/message.ts'
import { messageRow } from './sealed-rows.ts'

/** A message as the operator reads it: the outbox is how one tries the product without a carrier. */
export interface OutboxMessage {
  readonly id: string
  readonly appId: number
  readonly channel: 'sms' | 'call' | 'email'
  readonly kind: 'token' | 'code' | 'install-link' | 'notice'
  readonly to: string
  readonly subject: string | undefined
  readonly text: string
  readonly token: string | undefined
  readonly locale: string
  readonly status: 'queued' | 'sent' | 'failed' | 'refused'
  readonly provider: string | undefined
  readonly error: string | undefined
  /** Milliseconds. */
  readonly at: number
}

export interface ListMessagesInput {
  /** A phone number in E.164 or an e-mail address. */
  readonly to?: string | undefined
  readonly limit: number
}

/** The newest messages, oldest of them first, whether or not they went out already. */
export async function listMessages(
  deps: Deps,
  input: ListMessagesInput,
): Promise<readonly OutboxMessage[]> {
  const { to, limit } = input
  const rows = await deps.db
    .selectFrom('messages')
    .selectAll()
    .$if(to !== undefined, (query) => query.where('to_hash', '=', hashOf(deps, to ?? '')))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed().map((row) => {
    // Sealed by enqueue-message.ts, send-tokens.ts and start-phone-verifications.ts, so it is what they wrote.
    const content = JSON.parse(
      deps.vault.open(row.sealed_content, messageRow(row.id)),
    ) as MessageContent
    return {
      id: row.id,
      appId: row.app_id,
      channel: row.channel,
      kind: row.kind,
      to: content.to,
      subject: content.subject,
      text: content.text,
      token: content.token,
      locale: row.locale,
      status: row.status,
      provider: row.provider ?? undefined,
      error: row.last_error ?? undefined,
      at: row.created_at,
    }
  })
}

function hashOf(deps: Deps, to: string): string {
  return to.includes('@')
    ? deps.vault.blindIndex('email', to.toLowerCase())
    : deps.vault.blindIndex('phone', to)
}
