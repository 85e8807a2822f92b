import type { ApprovalContent } from '../../domain/approval-request.ts'
import type { ApprovalKey, ApprovalKeyWrite } from '../../store/hot-approval-keys.ts'
import type { ApprovalRow } from '../../store/hot-approvals.ts'
import type { UserKey } from '../../store/user-key.ts'
import { approvalRow } from '../sealed-rows.ts'
import type { HotContext } from './hot-context.ts'

/** A day: longer than any client goes on repeating a call. */
const KEY_LIFE_MS = 86_400_000

type Question = Omit<ApprovalContent, 'number'>

/** What an app said of a request: the same key means the same request. */
export interface KeyedRequest extends UserKey {
  readonly content: Question
  readonly idempotencyKey: string | undefined
}

export type Repeated =
  /** The request that was made with this key, whatever became of it. */
  | { readonly result: 'repeated'; readonly uuid: string; readonly number: string | null }
  /** The key stands for another question. */
  | { readonly result: 'key-used' }

/** What each request repeats, undefined where it is new. No statement where nobody gave a key. */
export async function findRepeated(
  context: HotContext,
  requests: readonly KeyedRequest[],
): Promise<readonly (Repeated | undefined)[]> {
  const { tx, now } = context
  const keys = requests.map((request) => keyOf(context, request))
  const given = keys.filter((key) => key !== undefined)
  if (given.length === 0) return []
  const uuids = await tx.findByKeys(given, now)
  const known = uuids.filter((uuid) => uuid !== undefined)
  if (known.length === 0) return []
  const rows = new Map((await tx.loadApprovals(known)).map((row) => [row?.uuid, row]))
  const uuidOf = new Map(given.map((key, at) => [key, uuids[at]]))
  return requests.map((request, at) => {
    const key = keys[at]
    const uuid = key === undefined ? undefined : uuidOf.get(key)
    const row = uuid === undefined ? undefined : rows.get(uuid)
    return row === undefined ? undefined : compare(context, request, row)
  })
}

/** Keeps what the keys of new requests stand for, for a day. */
export async function keepKeys(
  context: HotContext,
  requests: readonly (KeyedRequest & { readonly uuid: string })[],
): Promise<void> {
  const rows = requests.flatMap((request): readonly ApprovalKeyWrite[] => {
    const key = keyOf(context, request)
    return key === undefined
      ? []
      : [{ ...key, uuid: request.uuid, expiresAt: context.now + KEY_LIFE_MS }]
  })
  if (rows.length > 0) await context.tx.writeApprovalKeys(rows)
}

function keyOf(
  { vault }: HotContext,
  { appId, authyId, idempotencyKey }: KeyedRequest,
): ApprovalKey | undefined {
  if (idempotencyKey === undefined) return undefined
  return { appId, authyId, keyHash: vault.blindIndex('approval-key', idempotencyKey) }
}

function compare({ vault }: HotContext, { content }: KeyedRequest, row: ApprovalRow): Repeated {
  // Sealed by create-approvals.ts, so it is what it wrote.
  const before = JSON.parse(vault.open(row.sealedContent, approvalRow(row.uuid))) as ApprovalContent
  return questionText(before) === questionText(content)
    ? { result: 'repeated', uuid: row.uuid, number: before.number }
    : { result: 'key-used' }
}

/** What the app sent. Its name and its API key may have changed between the first try and the second. */
function questionText(content: Question): string {
  const { message, details, hiddenDetails, logos, requestedFrom, secondsToExpire } = content
  return JSON.stringify([message, details, hiddenDetails, logos, requestedFrom, secondsToExpire])
}
