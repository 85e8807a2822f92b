import type { Deps } from '../../../deps.ts'
import type { MessageContent } from '../../../domain/message.ts'
import type { MessageRow } from '../../../store/message-lists.ts'
import { messageRow } from '../../sealed-rows.ts'

/** A message with all that is known of its delivery; what it says is apart. */
export interface ShownMessage {
  readonly number: number
  readonly id: string
  readonly appId: number
  readonly authyId: number | null
  readonly kind: MessageRow['kind']
  readonly channel: MessageRow['channel']
  readonly locale: string
  readonly to: string
  readonly status: MessageRow['status']
  readonly provider: string | null
  readonly providerMessageId: string | null
  readonly attempts: number
  readonly error: string | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly sentAt: number | null
  readonly cost: string | null
  readonly resentFrom: string | null
  readonly isOperator: boolean
  readonly content: MessageContent
}

export function openMessage(
  { vault }: Pick<Deps, 'vault'>,
  row: MessageRow,
  isOperatorOf: (appId: number) => boolean,
): ShownMessage {
  // Sealed by enqueue-message.ts, send-tokens.ts and start-phone-verifications.ts, so it is what they wrote.
  const content = JSON.parse(vault.open(row.sealed_content, messageRow(row.id))) as MessageContent
  return {
    number: row.number,
    id: row.id,
    appId: row.app_id,
    authyId: row.authy_id,
    kind: row.kind,
    channel: row.channel,
    locale: row.locale,
    to: content.to,
    status: row.status,
    provider: row.provider,
    providerMessageId: row.provider_message_id,
    attempts: row.attempts,
    error: row.last_error,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
    cost: row.cost,
    resentFrom: row.resent_from,
    isOperator: isOperatorOf(row.app_id),
    content,
  }
}
