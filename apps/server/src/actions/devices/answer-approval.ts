import type { Deps } from '../../deps.ts'
import { approvalTopic, userTopic } from '../../store/signals.ts'
import type { AnswerApprovalInput, AnswerApprovalResult } from '../hot/answer-input.ts'

/** Takes a device's answer to an approval request: on disk, with all that follows from it, before it is acknowledged. */
export async function answerApproval(
  deps: Deps,
  input: AnswerApprovalInput,
): Promise<AnswerApprovalResult> {
  // run-acts.ts answers an 'answer-approval' with exactly this.
  const result = (await deps.runAct(
    'answer-approval',
    `${input.appId}/${input.authyId}`,
    input,
  )) as AnswerApprovalResult
  const isOver =
    result.result === 'accepted' || (result.result === 'wrong-number' && result.triesLeft === 0)
  if (isOver) {
    deps.signals.publish([approvalTopic(input.signed.uuid), userTopic(input.authyId)])
    deps.wakeWorker()
  }
  return result
}
