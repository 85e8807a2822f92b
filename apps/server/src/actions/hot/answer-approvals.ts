import {
  type ApprovalContent,
  decideAnswer,
  MOST_WRONG_NUMBERS,
} from '../../domain/approval-request.ts'
import { approvalRow, statementRow } from '../sealed-rows.ts'
import type { Answer, AnswerApprovalInput, AnswerApprovalResult } from './answer-input.ts'
import { recordAnswers, refusedAnswer } from './record-answers.ts'
import type { HotContext } from './hot-context.ts'

const IV_BYTES = 12

/** Takes the answers of a group; of two to one request one wins. */
export async function answerApprovals(
  context: HotContext,
  inputs: readonly AnswerApprovalInput[],
): Promise<readonly AnswerApprovalResult[]> {
  const results: AnswerApprovalResult[] = inputs.map(() => ({ result: 'not-found' }))
  const answers = await load(context, inputs, results)
  const accepted: Answer[] = []
  const wrong: Answer[] = []
  for (const answer of answers) {
    const { row, content, input } = answer
    const decision = decideAnswer({ ...row, content }, input.signed, context.now)
    if (decision.result === 'accept') accepted.push(answer)
    else if (decision.result === 'wrong-number') wrong.push(answer)
    else results[answer.place] = decision
  }
  const denied = await countWrong(context, wrong, results)
  await claim(context, accepted, denied, results)
  await recordAnswers(context, answers, results)
  return results
}

async function load(
  { tx, vault, now, record }: HotContext,
  inputs: readonly AnswerApprovalInput[],
  results: AnswerApprovalResult[],
): Promise<readonly Answer[]> {
  const fresh = await tx.claimNonces(inputs)
  const devices = await tx.loadDevicesById(inputs.map((input) => input.deviceId))
  const users = await tx.loadAttempts(inputs)
  const rows = await tx.loadApprovals(inputs.map((input) => input.signed.uuid))
  const refuse = (place: number, reason: 'replayed' | 'revoked' | 'not-found') => {
    results[place] = { result: reason }
    const row = rows[place]
    if (row !== undefined) record(refusedAnswer(row, reason, inputs[place]?.deviceId, now))
    return []
  }
  const answers = inputs.flatMap((input, place) => {
    const device = devices[place]
    if (fresh[place] !== true) return refuse(place, 'replayed')
    if (device === undefined || device.revokedAt !== undefined) return refuse(place, 'revoked')
    const row = rows[place]
    const user = users[place]
    // A request of another person, or of an app that no longer has this one, is none at all.
    const isTheirs =
      row?.authyId === device.authyId && row.authyId === input.authyId && row.appId === input.appId
    if (row === undefined || user === undefined || !isTheirs) return refuse(place, 'not-found')
    // Sealed by create-approvals.ts, so it is what it wrote.
    const content = JSON.parse(
      vault.open(row.sealedContent, approvalRow(row.uuid)),
    ) as ApprovalContent
    return [{ place, input, device, user, row, content }]
  })
  return answers
}

/** Counts wrong numbers and gives those whose request is over with this one. */
async function countWrong(
  { tx }: HotContext,
  wrong: readonly Answer[],
  results: AnswerApprovalResult[],
): Promise<readonly Answer[]> {
  if (wrong.length === 0) return []
  const counts = await tx.countWrongNumbers(wrong.map(({ row }) => row.uuid))
  return wrong.filter((answer, index) => {
    const triesLeft = Math.max(0, MOST_WRONG_NUMBERS - (counts[index] ?? MOST_WRONG_NUMBERS))
    const { row, content } = answer
    results[answer.place] = {
      result: 'wrong-number',
      triesLeft,
      view: { row, content, device: undefined, statement: undefined },
    }
    return triesLeft === 0
  })
}

async function claim(
  { tx, vault, now, random }: HotContext,
  accepted: readonly Answer[],
  denied: readonly Answer[],
  results: AnswerApprovalResult[],
): Promise<void> {
  const answers = [...accepted, ...denied]
  if (answers.length === 0) return
  const claims = answers.map(({ input, device, row }, index) => ({
    uuid: row.uuid,
    status: index < accepted.length ? input.signed.answer : ('denied' as const),
    deviceId: device.id,
    // A request that ends by wrong numbers has no signed denial: nobody gave one.
    sealedStatement:
      index < accepted.length
        ? vault.seal(input.statement, statementRow(row.uuid), random(IV_BYTES))
        : undefined,
    notMeAt: index < accepted.length && isNotMe(input) ? now : undefined,
  }))
  const won = await tx.claimAnswers(claims, now)
  for (const [index, { place, input, row, content, device }] of answers.entries()) {
    const made = claims[index]
    if (made === undefined) continue
    if (won[index] !== true) {
      // Someone else answered between our look and our claim: theirs stands.
      const [present] = await tx.loadApprovals([row.uuid])
      const status = present?.status === 'approved' ? 'approved' : 'denied'
      results[place] = { result: 'not-pending', status }
      continue
    }
    const { status, sealedStatement, notMeAt } = made
    const after = { ...row, status, sealedStatement, notMeAt, answeredAt: now, deviceId: device.id }
    const statement = index < accepted.length ? input.statement : undefined
    const view = { row: after, content, device, statement }
    results[place] =
      index < accepted.length
        ? { result: 'accepted', view }
        : { result: 'wrong-number', triesLeft: 0, view }
  }
}

/** Only who denies can say that it was not them. */
function isNotMe({ signed }: AnswerApprovalInput): boolean {
  return signed.answer === 'denied' && signed.notMe
}
