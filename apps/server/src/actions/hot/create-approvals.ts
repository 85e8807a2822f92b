import {
  type ApprovalContent,
  decideRequest,
  numberFrom,
  type RequestDecision,
} from '../../domain/approval-request.ts'
import type { DeviceRow, PushStateWrite } from '../../store/hot-approvals.ts'
import type { AttemptsRow, EventWrite } from '../../store/hot.ts'
import { timeOrderedId } from '../../store/ids.ts'
import { LONGEST_WAKE_MS } from '../../store/push-subscriptions.ts'
import { approvalRow } from '../sealed-rows.ts'
import { approvalsName } from '../../domain/counter-names.ts'
import type { HotContext } from './hot-context.ts'
import { findRepeated, keepKeys, type Repeated } from './repeated-requests.ts'

const ID_BYTES = 10
const NUMBER_BYTES = 2
const IV_BYTES = 12

export interface CreateApprovalInput {
  readonly appId: number
  readonly authyId: number
  readonly isSandbox: boolean
  readonly content: Omit<ApprovalContent, 'number'>
  readonly numberMatching: boolean
  readonly pushesWithoutSuccess: number
  /** Of the app: with it the same call may come any number of times. */
  readonly idempotencyKey: string | undefined
}

export type CreateApprovalResult =
  | { readonly result: 'asked'; readonly uuid: string; readonly number: string | null }
  /** The same was asked already and is still open. */
  | { readonly result: 'joined'; readonly uuid: string }
  | Repeated
  | { readonly result: 'unknown-user' }
  | Exclude<RequestDecision, { readonly result: 'ask' }>

interface Asked {
  readonly place: number
  readonly input: CreateApprovalInput
  readonly row: AttemptsRow
  readonly devices: readonly DeviceRow[]
  readonly requestHash: string
}

/** Puts the questions of a group to the people's devices. */
export async function createApprovals(
  context: HotContext,
  inputs: readonly CreateApprovalInput[],
): Promise<readonly CreateApprovalResult[]> {
  const results: CreateApprovalResult[] = inputs.map(() => ({ result: 'unknown-user' }))
  const known = await load(context, inputs)
  const repeated = await findRepeated(
    context,
    known.map(({ input }) => input),
  )
  const fresh = known.filter(({ place }, index) => {
    const before = repeated[index]
    if (before !== undefined) results[place] = before
    return before === undefined
  })
  const joined = await context.tx.findPending(fresh.map(pendingKey), context.now)
  const asked = fresh.filter((each, index) => {
    const uuid = joined[index]
    if (uuid !== undefined && !each.input.numberMatching) {
      results[each.place] = { result: 'joined', uuid }
      return false
    }
    const { isSandbox, pushesWithoutSuccess } = each.input
    const decision = decideRequest(each.row, each.devices, { isSandbox, pushesWithoutSuccess })
    if (decision.result === 'ask') return true
    results[each.place] = decision
    return false
  })
  if (asked.length > 0) await ask(context, asked, results)
  await keepKeys(
    context,
    fresh.flatMap(({ place, input }) => {
      const result = results[place]
      // Who is joined is that request from here on too, also once it was answered.
      return result?.result === 'asked' || result?.result === 'joined'
        ? [{ ...input, uuid: result.uuid }]
        : []
    }),
  )
  recordRequests(context, inputs, results)
  return results
}

async function load(
  { tx, vault }: HotContext,
  inputs: readonly CreateApprovalInput[],
): Promise<readonly Asked[]> {
  const rows = await tx.loadAttempts(inputs)
  const devices = await tx.loadDevices(inputs.map((input) => input.authyId))
  return inputs.flatMap((input, place) => {
    const row = rows[place]
    if (row === undefined) return []
    const requestHash = vault.blindIndex('approval-request', JSON.stringify(input.content))
    return [{ place, input, row, devices: devices[place] ?? [], requestHash }]
  })
}

function pendingKey({ input: { appId, authyId }, requestHash }: Asked) {
  return { appId, authyId, requestHash }
}

async function ask(
  { tx, vault, now, random, tell }: HotContext,
  asked: readonly Asked[],
  results: CreateApprovalResult[],
): Promise<void> {
  const approvals = []
  const wakes = []
  const pushes: PushStateWrite[] = []
  for (const { place, input, row, devices, requestHash } of asked) {
    const { appId, authyId, numberMatching } = input
    const uuid = timeOrderedId(now, random(ID_BYTES))
    const number = numberMatching ? numberFrom(random(NUMBER_BYTES)) : null
    const content: ApprovalContent = { ...input.content, number }
    const { secondsToExpire } = content
    const expiresAt = secondsToExpire === 0 ? undefined : now + secondsToExpire * 1_000
    const sealedContent = vault.seal(JSON.stringify(content), approvalRow(uuid), random(IV_BYTES))
    approvals.push({ appId, authyId, uuid, requestHash, sealedContent, createdAt: now, expiresAt })
    const data = JSON.stringify({ uuid })
    tell({ authyId, at: now, name: 'approval-requested', data })
    const deadlineAt = Math.min(expiresAt ?? Infinity, now + LONGEST_WAKE_MS)
    for (const device of devices) {
      if (device.revokedAt !== undefined || !device.hasPush) continue
      wakes.push({ id: `${uuid}/${device.id}`, deviceId: device.id, at: now, deadlineAt })
    }
    const { pushesPausedAt, lastApprovalDay } = row
    pushes.push({
      appId,
      authyId,
      pushesSinceSuccess: row.pushesSinceSuccess + 1,
      pushesPausedAt,
      lastApprovalDay,
    })
    results[place] = { result: 'asked', uuid, number }
  }
  await tx.insertApprovals(approvals)
  await tx.writePushState(pushes)
  if (wakes.length > 0) await tx.insertWakes(wakes)
}

function recordRequests(
  { now, record, count }: HotContext,
  inputs: readonly CreateApprovalInput[],
  results: readonly CreateApprovalResult[],
): void {
  for (const [place, { appId, authyId }] of inputs.entries()) {
    const result = results[place]
    if (result === undefined || result.result === 'joined' || result.result === 'repeated') continue
    if (result.result !== 'asked') {
      record(refusedRequest(appId, authyId, result.result, now))
      continue
    }
    const facts = JSON.stringify({ uuid: result.uuid })
    record({ appId, authyId, at: now, kind: 'one_touch_request_created', facts })
    count({ appId, name: approvalsName('asked') })
  }
}

/** A request that was not put to anybody, in the record of the app that made it. */
export function refusedRequest(
  appId: number,
  authyId: number,
  reason: string,
  at: number,
): EventWrite {
  const facts = JSON.stringify({ reason })
  return { appId, authyId, at, kind: 'one_touch_request_refused', facts }
}
