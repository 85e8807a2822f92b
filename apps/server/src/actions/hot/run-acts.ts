import type { ActContext, ActInput } from '../../store/acts.ts'
import type { DeviceEventWrite } from '../../store/hot-approvals.ts'
import type { UserKey } from '../../store/user-key.ts'
import { type AdmitDeviceInput, admitDevices } from './admit-devices.ts'
import type { AnswerApprovalInput } from './answer-input.ts'
import { answerApprovals } from './answer-approvals.ts'
import { type CreateApprovalInput, createApprovals } from './create-approvals.ts'
import type { HotContext } from './hot-context.ts'
import { type ReadApprovalInput, readApprovals } from './read-approvals.ts'
import type { SendTokenInput } from './send-input.ts'
import { sendTokens } from './send-tokens.ts'
import type { VerifyTokenInput } from './verify-input.ts'
import { verifyTokens } from './verify-tokens.ts'

type Act = (context: HotContext, inputs: readonly unknown[]) => Promise<readonly unknown[]>

// Each act's only caller is the action of the same name, which types its input.
const ACTS: readonly (readonly [name: string, act: Act])[] = [
  ['verify-token', (context, those) => verifyTokens(context, those as readonly VerifyTokenInput[])],
  ['send-token', (context, those) => sendTokens(context, those as readonly SendTokenInput[])],
  [
    'create-approval',
    (context, those) => createApprovals(context, those as readonly CreateApprovalInput[]),
  ],
  [
    'answer-approval',
    (context, those) => answerApprovals(context, those as readonly AnswerApprovalInput[]),
  ],
  [
    'read-approval',
    (context, those) => readApprovals(context, those as readonly ReadApprovalInput[]),
  ],
  ['admit-device', (context, those) => admitDevices(context, those as readonly AdmitDeviceInput[])],
]

/**
 * Decides a group of inputs of any hot acts, in one transaction. This module is what the SQLite
 * writer thread loads, so nothing it imports may need the main thread.
 */
export async function runActs(
  context: ActContext,
  inputs: readonly ActInput[],
): Promise<readonly unknown[]> {
  const outputs: unknown[] = Array.from({ length: inputs.length })
  await holdUsers(context, inputs)
  const told: DeviceEventWrite[] = []
  const shared: HotContext = { ...context, tell: (event) => told.push(event) }
  for (const [act, run] of ACTS) await runThose(shared, inputs, outputs, act, run)
  if (told.length > 0) await context.tx.appendDeviceEvents(told)
  return outputs
}

/**
 * Holds every user of a mixed group before its first act. Each act holds its own in order, but one
 * act after the other is no order: two nodes whose groups cross, verify A and send B here, verify B
 * and send A there, would each wait for the other until PostgreSQL ends one of them, a second later.
 */
async function holdUsers({ tx }: ActContext, inputs: readonly ActInput[]): Promise<void> {
  if (new Set(inputs.map(({ act }) => act)).size < 2) return
  // The input of every hot act names its user, or user 0 where it decides about none.
  await tx.loadAttempts(inputs.map(({ input }) => input as UserKey))
}

async function runThose(
  context: HotContext,
  inputs: readonly ActInput[],
  outputs: unknown[],
  act: string,
  run: Act,
): Promise<void> {
  const places = inputs.flatMap((input, place) => (input.act === act ? [place] : []))
  if (places.length === 0) return
  const answers = await run(
    context,
    places.map((place) => inputs[place]?.input),
  )
  for (const [index, place] of places.entries()) outputs[place] = answers[index]
}
