import type { Deps } from '../../../deps.ts'
import { ALL_APPS } from '../../../domain/operator.ts'
import {
  listMessagesTo,
  listOutboxTail,
  type MessageRow,
  readOutboxVersion,
} from '../../../store/message-lists.ts'
import { phoneRow } from '../../sealed-rows.ts'
import { readScope, type Scope } from '../scope.ts'
import type { SignedIn } from '../sessions.ts'
import { hashOfRecipient } from './list-messages.ts'
import { openMessage, type ShownMessage } from './shown-message.ts'

/** The last messages that are looked through for phones, and for what the index has not got yet. */
const TAIL_ROWS = 300
/** Few enough to be counted every second. */
const VERSION_ROWS = 200
const MOST_HANDSETS = 50
const MESSAGES_SHOWN = 50

/** A phone, or an address that belongs to none. */
export interface Handset {
  readonly to: string
  readonly authyId: number | undefined
  readonly lastAt: number
  readonly count: number
  readonly isWhole: boolean
}

/**
 * The phones that something came to lately. The handset shows only what the outbox took: a message
 * that a carrier delivered is on a real phone, and what it says is nobody else's to read.
 */
export async function listHandsets(
  deps: Deps,
  operator: SignedIn,
  appId: number | undefined,
): Promise<readonly Handset[]> {
  const scope = await readScope(deps, operator, appId)
  const rows = await listOutboxTail(deps.readDb, {
    appIds: appsOf(scope),
    after: 0,
    rows: TAIL_ROWS,
  })
  const phones = await findPhones(
    deps,
    rows.flatMap(({ authy_id }) => (authy_id === null ? [] : [authy_id])),
  )
  const handsets = new Map<string, Handset>()
  for (const row of rows) {
    const { to } = openMessage(deps, row, scope.isOperatorOf)
    const number = (row.authy_id === null ? undefined : phones.get(row.authy_id)) ?? to
    const known = handsets.get(number)
    handsets.set(number, {
      to: number,
      authyId: known?.authyId ?? row.authy_id ?? undefined,
      lastAt: known?.lastAt ?? row.created_at,
      count: (known?.count ?? 0) + 1,
      isWhole: (known?.isWhole ?? true) && scope.isOperatorOf(row.app_id),
    })
  }
  return [...handsets.values()].slice(0, MOST_HANDSETS)
}

/** What is on one phone, newest first: its SMS and calls, and the e-mails of whoever has it. */
export async function readHandset(
  deps: Deps,
  operator: SignedIn,
  { to, appId }: { readonly to: HandsetName; readonly appId: number | undefined },
): Promise<
  | {
      readonly to: string
      readonly authyId: number | undefined
      readonly isWhole: boolean
      readonly messages: readonly ShownMessage[]
    }
  | 'recipient-invalid'
> {
  const scope = await readScope(deps, operator, appId)
  const recipient = await findRecipient(deps, to)
  if (recipient === undefined) return 'recipient-invalid'
  const appIds = appsOf(scope)
  const hashes = await hashesOf(deps, recipient, appIds)
  const tail = await listOutboxTail(deps.readDb, { appIds, after: 0, rows: TAIL_ROWS })
  const indexed = await listMessagesTo(deps.readDb, hashes, {
    appIds,
    provider: 'outbox',
    before: Number.MAX_SAFE_INTEGER,
    limit: MESSAGES_SHOWN,
  })
  const byNumber = new Map<number, MessageRow>()
  for (const row of [
    ...tail.filter(({ to_hash }) => hashes.includes(to_hash)),
    ...indexed.messages,
  ])
    byNumber.set(row.number, row)
  const rows = [...byNumber.values()]
    .toSorted((a, b) => b.number - a.number)
    .slice(0, MESSAGES_SHOWN)
  const messages = rows.map((row) => openMessage(deps, row, scope.isOperatorOf))
  return {
    to: recipient.phone ?? messages[0]?.to ?? (typeof to === 'string' ? to : ''),
    authyId: recipient.authyId,
    isWhole: messages.length > 0 && messages.every(({ isOperator }) => isOperator),
    messages,
  }
}

/** A number or an address as typed; or a person, for whoever may not read their number. */
export type HandsetName = string | { readonly authyId: number }

interface Recipient {
  readonly hash: string
  readonly authyId: number | undefined
  readonly phone: string | undefined
}

async function findRecipient(deps: Deps, to: HandsetName): Promise<Recipient | undefined> {
  const hash = typeof to === 'string' ? hashOfRecipient(deps, to) : undefined
  if (typeof to === 'string' && hash === undefined) return undefined
  const user = await deps.readDb
    .selectFrom('users')
    .select(['authy_id', 'phone_hash', 'sealed_phone'])
    .where((eb) =>
      typeof to === 'string' ? eb('phone_hash', '=', hash ?? '') : eb('authy_id', '=', to.authyId),
    )
    .executeTakeFirst()
  if (user === undefined)
    return hash === undefined ? undefined : { hash, authyId: undefined, phone: undefined }
  return {
    hash: user.phone_hash,
    authyId: user.authy_id,
    phone: deps.vault.open(user.sealed_phone, phoneRow(user.phone_hash)),
  }
}

async function hashesOf(
  { readDb }: Deps,
  { hash, authyId }: Recipient,
  appIds: readonly number[],
): Promise<readonly string[]> {
  if (authyId === undefined || appIds.length === 0) return [hash]
  const emails = await readDb
    .selectFrom('app_user_emails')
    .select('email_hash')
    .distinct()
    .where('app_id', 'in', [...appIds])
    .where('authy_id', '=', authyId)
    .execute()
  return [hash, ...emails.map(({ email_hash }) => email_hash)]
}

async function findPhones(
  { readDb, vault }: Deps,
  authyIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (authyIds.length === 0) return new Map()
  const rows = await readDb
    .selectFrom('users')
    .select(['authy_id', 'phone_hash', 'sealed_phone'])
    .where('authy_id', 'in', [...new Set(authyIds)])
    .execute()
  return new Map(
    rows.map((row) => [row.authy_id, vault.open(row.sealed_phone, phoneRow(row.phone_hash))]),
  )
}

const appsOf = ({ appIds, seesService }: Scope) => (seesService ? [...appIds, ALL_APPS] : appIds)

/** Something that changes whenever a message comes to, or leaves, one of the phones that the operator sees. */
export async function readHandsetVersion(
  deps: Deps,
  operator: Pick<SignedIn, 'grants'>,
): Promise<string> {
  const scope = await readScope(deps, operator)
  return await readOutboxVersion(deps.readDb, appsOf(scope), VERSION_ROWS)
}
