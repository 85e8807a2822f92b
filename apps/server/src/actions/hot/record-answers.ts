import { CALLBACK_LIFE_MS } from '../../domain/callback-schedule.ts'
import type { DeviceFacts } from '../../domain/device.ts'
import type { CallbackWrite, PushStateWrite } from '../../store/hot-approvals.ts'
import type { EventWrite } from '../../store/hot.ts'
import { timeOrderedId } from '../../store/ids.ts'
import { callbackFacts } from '../callback-facts.ts'
import { callbackRow } from '../sealed-rows.ts'
import type { Answer, AnswerApprovalResult, ApprovalView } from './answer-input.ts'
import {
  ACTIVE_DEVICES,
  ACTIVE_USERS,
  answerTimeName,
  approvalsName,
} from '../../domain/counter-names.ts'
import { ALL_APPS } from '../../domain/operator.ts'
import { dayOf } from '../../domain/time-span.ts'
import type { HotContext } from './hot-context.ts'

const ID_BYTES = 10
const IV_BYTES = 12

/** When a device was here is kept to the minute: not every request is worth a write. */
export const SEEN_EVERY_MS = 60_000

/** Writes what follows from each answer: the app is called back, the other devices are told, pushes go on or stop. */
export async function recordAnswers(
  context: HotContext,
  answers: readonly Answer[],
  results: readonly AnswerApprovalResult[],
): Promise<void> {
  const { tx, now, tell, touch, record, count } = context
  const callbacks: CallbackWrite[] = []
  const pushes: PushStateWrite[] = []
  const today = dayOf(now)
  for (const answer of answers) {
    const { appId, authyId, ip } = answer.input
    if (answer.device.lastSeenAt <= now - SEEN_EVERY_MS) {
      touch({ id: answer.device.id, at: now, ip })
      if (answer.device.lastSeenAt < today) count({ appId: ALL_APPS, name: ACTIVE_DEVICES })
    }
    const result = results[answer.place]
    if (result === undefined) continue
    const view = endedBy(result)
    if (view === undefined) {
      record(refusedAnswer(answer.row, result.result, answer.device.id, now))
      continue
    }
    const { uuid, status, notMeAt } = view.row
    callbacks.push(composeCallback(context, view, answer.device, ip))
    const data = JSON.stringify({ uuid, status })
    tell({ authyId, at: now, name: 'approval-answered', data })
    const facts = JSON.stringify({
      uuid,
      status,
      device: answer.device.id,
      notMe: notMeAt !== undefined,
    })
    record({ appId, authyId, at: now, kind: 'one_touch_request_responded', facts })
    const { pushesSinceSuccess, pushesPausedAt, lastApprovalDay } = answer.user
    const isApproved = status === 'approved'
    count({ appId, name: approvalsName(isApproved ? 'approved' : 'denied') })
    count({ appId, name: answerTimeName(now - view.row.createdAt) })
    if (isApproved && lastApprovalDay !== today) count({ appId, name: ACTIVE_USERS })
    if (isApproved || notMeAt !== undefined) {
      pushes.push({
        appId,
        authyId,
        pushesSinceSuccess: isApproved ? 0 : pushesSinceSuccess,
        pushesPausedAt: notMeAt ?? pushesPausedAt,
        lastApprovalDay: isApproved ? today : lastApprovalDay,
      })
    }
  }
  if (callbacks.length > 0) await tx.insertCallbacks(callbacks)
  if (pushes.length > 0) await tx.writePushState(pushes)
}

/** An answer that does not count, in the record of the request's app. */
export function refusedAnswer(
  {
    appId,
    authyId,
    uuid,
  }: { readonly appId: number; readonly authyId: number; readonly uuid: string },
  reason: string,
  device: number | undefined,
  at: number,
): EventWrite {
  const facts = JSON.stringify({ uuid, reason, device })
  return { appId, authyId, at, kind: 'one_touch_answer_refused', facts }
}

/** The request that this answer brought to its end, if it did. */
function endedBy(result: AnswerApprovalResult): ApprovalView | undefined {
  if (result.result === 'accepted') return result.view
  return result.result === 'wrong-number' && result.triesLeft === 0 ? result.view : undefined
}

function composeCallback(
  { vault, now, random }: HotContext,
  view: ApprovalView,
  device: DeviceFacts,
  ip: string | undefined,
): CallbackWrite {
  const { row, content, statement } = view
  const id = timeOrderedId(now, random(ID_BYTES))
  const facts = callbackFacts(
    row,
    content,
    statement,
    { ...device, lastIp: ip ?? device.lastIp },
    now,
  )
  return {
    id,
    appId: row.appId,
    authyId: row.authyId,
    sealedFacts: vault.seal(JSON.stringify(facts), callbackRow(id), random(IV_BYTES)),
    at: now,
    deadlineAt: now + CALLBACK_LIFE_MS,
  }
}
