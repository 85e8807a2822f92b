import { type Kysely, sql } from 'kysely'
import { findEdge } from './log-horizon.ts'
import type { Dialect } from './migrations/migration.ts'
import { ofApps } from './of-apps.ts'
import type { Schema } from './schema.ts'
import { spansBefore } from './timelines.ts'

export type MessageRow = Pick<
  Schema['messages'],
  'id' | 'app_id' | 'authy_id' | 'kind' | 'channel' | 'locale' | 'to_hash' | 'sealed_content'
> & {
  readonly number: number
  readonly status: Schema['messages']['status']
  readonly provider: string | null
  readonly provider_message_id: string | null
  readonly attempts: number
  readonly last_error: string | null
  readonly created_at: number
  readonly expires_at: number
  readonly sent_at: number | null
  readonly cost: string | null
  readonly resent_from: string | null
  readonly region: string | null
}

const COLUMNS = [
  'messages.number',
  'messages.id',
  'messages.app_id',
  'messages.authy_id',
  'messages.kind',
  'messages.channel',
  'messages.locale',
  'messages.to_hash',
  'messages.sealed_content',
  'messages.region',
  'messages.status',
  'messages.provider',
  'messages.provider_message_id',
  'messages.attempts',
  'messages.last_error',
  'messages.created_at',
  'messages.expires_at',
  'messages.sent_at',
  'messages.cost',
  'messages.resent_from',
  'messages.region',
] as const

export interface MessageFilter {
  readonly channel?: Schema['messages']['channel'] | undefined
  readonly status?: Schema['messages']['status'] | undefined
  readonly provider?: string | undefined
  /** Milliseconds; both belong to it. */
  readonly from?: number | undefined
  readonly until?: number | undefined
}

export interface MessagesQuery extends MessageFilter {
  readonly dialect: Dialect
  readonly appIds: readonly number[]
  readonly before: number
  readonly limit: number
}

/** Rows that one request looks through for what no index finds; the cursor then goes on behind them. */
const MOST_LOOKED_AT = 5_000

/** Numbers are drawn a moment before or after the time that stands beside them: by no more than this many rows. */
const OUT_OF_ORDER = 1_000

/** A page of messages, newest first; `next` is undefined at the end, and set also where nothing of what was looked through fits. */
export async function listMessagesOf(
  db: Kysely<Schema>,
  query: MessagesQuery,
): Promise<{ readonly messages: readonly MessageRow[]; readonly next: number | undefined }> {
  if (query.appIds.length === 0) return { messages: [], next: undefined }
  const before = await startBefore(db, query)
  const bounded = { ...query, before }
  const rows = await selectMessages(db, bounded).execute()
  if (rows.length > query.limit)
    return { messages: rows.slice(0, query.limit), next: rows[query.limit - 1]?.number }
  const last = isFiltered(query)
    ? await newestOf(db, bounded)
        .limit(1)
        .offset(MOST_LOOKED_AT - 1)
        .executeTakeFirst()
    : undefined
  const isPastStart = last !== undefined && query.from !== undefined && last.created_at < query.from
  return { messages: rows, next: isPastStart ? undefined : last?.number }
}

/** The statement of a page, for its plan too. */
export function selectMessages(db: Kysely<Schema>, query: MessagesQuery) {
  const { channel, status, provider, from, until } = query
  const some = newestOf(db, query).limit(isFiltered(query) ? MOST_LOOKED_AT : query.limit + 1)
  return db
    .selectFrom(some.as('messages'))
    .selectAll()
    .$if(channel !== undefined, (all) => all.where('messages.channel', '=', channel ?? 'sms'))
    .$if(status !== undefined, (all) => all.where('messages.status', '=', status ?? 'sent'))
    .$if(provider !== undefined, (all) => all.where('messages.provider', '=', provider ?? ''))
    .$if(from !== undefined, (all) => all.where('messages.created_at', '>=', from ?? 0))
    .$if(until !== undefined, (all) => all.where('messages.created_at', '<=', until ?? 0))
    .orderBy('messages.number', 'desc')
    .limit(query.limit + 1)
}

function newestOf(db: Kysely<Schema>, { dialect, appIds, before }: MessagesQuery) {
  const [only] = appIds
  return db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('number', '<', before)
    .$if(appIds.length === 1, (all) => all.where('app_id', '=', only ?? -1))
    .$if(appIds.length > 1, (all) => all.where(ofApps(dialect, 'app_id', appIds)))
    .orderBy('number', 'desc')
}

/** Where a list that ends at a time begins: messages_by_time finds the place. */
async function startBefore(db: Kysely<Schema>, { before, until }: MessagesQuery): Promise<number> {
  if (until === undefined) return before
  const row = await db
    .selectFrom('messages')
    .select('number')
    .where('created_at', '<=', until)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return Math.min(before, (row?.number ?? 0) + OUT_OF_ORDER)
}

function isFiltered({ channel, status, provider, from, until }: MessageFilter): boolean {
  return [channel, status, provider, from, until].some((each) => each !== undefined)
}

/** What went to a number or an address, newest first: the parts of the index, from the newest, until the page is full. */
export async function listMessagesTo(
  db: Kysely<Schema>,
  toHashes: readonly string[],
  query: MessagesQuery,
): Promise<{ readonly messages: readonly MessageRow[]; readonly next: number | undefined }> {
  const found: MessageRow[] = []
  if (toHashes.length === 0 || query.appIds.length === 0) return { messages: [], next: undefined }
  for (const span of await spansBefore(db, 'messages', query.before)) {
    found.push(...(await selectMessagesTo(db, span, toHashes, query).execute()))
    if (found.length > query.limit) break
  }
  const messages = found.slice(0, query.limit)
  return { messages, next: found.length > query.limit ? messages.at(-1)?.number : undefined }
}

/** The statement for one part of the index, for its plan too. */
export function selectMessagesTo(
  db: Kysely<Schema>,
  span: number,
  toHashes: readonly string[],
  query: MessagesQuery,
) {
  const { channel, status, provider, from, until } = query
  return db
    .selectFrom('recipient_messages')
    .innerJoin('messages', 'messages.number', 'recipient_messages.number')
    .select(COLUMNS)
    .where('recipient_messages.span', '=', span)
    .where('recipient_messages.to_hash', 'in', [...toHashes])
    .where('recipient_messages.number', '<', query.before)
    .where('recipient_messages.app_id', 'in', [...query.appIds])
    .$if(channel !== undefined, (all) => all.where('messages.channel', '=', channel ?? 'sms'))
    .$if(status !== undefined, (all) => all.where('messages.status', '=', status ?? 'sent'))
    .$if(provider !== undefined, (all) => all.where('messages.provider', '=', provider ?? ''))
    .$if(from !== undefined, (all) => all.where('messages.created_at', '>=', from ?? 0))
    .$if(until !== undefined, (all) => all.where('messages.created_at', '<=', until ?? 0))
    .orderBy('recipient_messages.number', 'desc')
    .limit(query.limit + 1)
}

/** The newest messages that the outbox took, not yet indexed ones too: those of the last rows. */
export async function listOutboxTail(
  db: Kysely<Schema>,
  dialect: Dialect,
  {
    appIds,
    after,
    rows,
  }: { readonly appIds: readonly number[]; readonly after: number; readonly rows: number },
): Promise<readonly MessageRow[]> {
  if (appIds.length === 0) return []
  const last = (await findEdge(db, 'messages', 'max')) ?? 0
  return await db
    .selectFrom('messages')
    .select(COLUMNS)
    .where('messages.number', '>', Math.max(after, last - rows))
    .where(ofApps(dialect, 'messages.app_id', appIds))
    .where('messages.provider', '=', 'outbox')
    .orderBy('messages.number', 'desc')
    .execute()
}

/** A text that changes when the outbox takes one of the last messages. */
export async function readOutboxVersion(
  db: Kysely<Schema>,
  dialect: Dialect,
  appIds: readonly number[],
  rows: number,
): Promise<string> {
  if (appIds.length === 0) return ''
  const last = (await findEdge(db, 'messages', 'max')) ?? 0
  const { newest, count } = await db
    .selectFrom('messages')
    .select([
      sql<number | null>`max(number)`.as('newest'),
      sql<number | string>`count(*)`.as('count'),
    ])
    .where('number', '>', last - rows)
    .where(ofApps(dialect, 'app_id', appIds))
    .where('provider', '=', 'outbox')
    .executeTakeFirstOrThrow()
  return `${newest ?? 0}/${count}`
}

export async function findMessage(db: Kysely<Schema>, id: string): Promise<MessageRow | undefined> {
  return await db.selectFrom('messages').select(COLUMNS).where('id', '=', id).executeTakeFirst()
}
