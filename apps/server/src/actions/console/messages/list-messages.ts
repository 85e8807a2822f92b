import type { Deps } from '../../../deps.ts'
import { ALL_APPS } from '../../../domain/operator.ts'
import {
  listMessagesOf,
  listMessagesTo,
  type MessageFilter,
  type MessagesQuery,
} from '../../../store/message-lists.ts'
import { parseTypedPhone } from '../people/list-people.ts'
import { findPerson } from '../people/read-person.ts'
import { readScope } from '../scope.ts'
import type { SignedIn } from '../sessions.ts'
import { openMessage, type ShownMessage } from './shown-message.ts'

export interface MessagesPage {
  readonly messages: readonly ShownMessage[]
  readonly next: number | undefined
}

/** Messages of the apps that the operator sees, newest first; with a recipient, those to that number or address. */
export async function listMessages(
  deps: Deps,
  operator: SignedIn,
  query: MessageFilter & {
    readonly appId: number | undefined
    readonly to: string | undefined
    readonly before: number
    readonly limit: number
  },
): Promise<MessagesPage | 'recipient-invalid'> {
  const scope = await readScope(deps, operator, query.appId)
  const appIds = scope.seesService ? [...scope.appIds, ALL_APPS] : scope.appIds
  const whole: MessagesQuery = { ...query, appIds }
  const hash = query.to === undefined ? undefined : hashOfRecipient(deps, query.to)
  if (query.to !== undefined && hash === undefined) return 'recipient-invalid'
  const { messages, next } =
    hash === undefined
      ? await listMessagesOf(deps.readDb, whole)
      : await listMessagesTo(deps.readDb, [hash], whole)
  return { messages: messages.map((row) => openMessage(deps, row, scope.isOperatorOf)), next }
}

/** The keyed hash of a number in any spelling with its country code, or of an address. */
export function hashOfRecipient({ vault }: Pick<Deps, 'vault'>, typed: string): string | undefined {
  if (typed.includes('@')) return vault.blindIndex('email', typed.trim().toLowerCase())
  const e164 = parseTypedPhone(typed)
  return e164 === undefined ? undefined : vault.blindIndex('phone', e164)
}

/** What went to a person, by their number and the addresses that they have now. */
export async function listPersonMessages(
  deps: Deps,
  operator: SignedIn,
  query: { readonly authyId: number; readonly before: number; readonly limit: number },
): Promise<MessagesPage | undefined> {
  const found = await findPerson(deps, operator, query.authyId)
  if (found === undefined) return undefined
  const emails = await deps.readDb
    .selectFrom('app_user_emails')
    .select('email_hash')
    .distinct()
    .where('app_id', 'in', [...found.appIds])
    .where('authy_id', '=', query.authyId)
    .execute()
  const hashes = [found.user.phone_hash, ...emails.map(({ email_hash }) => email_hash)]
  const { messages, next } = await listMessagesTo(deps.readDb, hashes, {
    appIds: found.appIds,
    before: query.before,
    limit: query.limit,
  })
  const { isOperatorOf } = found.scope
  return { messages: messages.map((row) => openMessage(deps, row, isOperatorOf)), next }
}
