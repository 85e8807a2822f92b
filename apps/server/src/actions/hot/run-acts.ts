import type { ActContext, ActInput } from '../../store/acts.ts'
import type { PhoneKey } from '../../store/hot-phone-verifications.ts'
import type { UserKey } from '../../store/user-key.ts'
import { type AdmitDeviceInput, admitDevices } from './admit-devices.ts'
import type { AnswerApprovalInput } from './answer-input.ts'
import { answerApprovals } from './answer-approvals.ts'
import { checkPhoneVerifications } from './check-phone-verifications.ts'
import type { CheckCodeInput, StartCodeInput } from './phone-verification-input.ts'
import { type CreateApprovalInput, createApprovals } from './create-approvals.ts'
import type { HotContext } from './hot-context.ts'
import { type ReadApprovalInput, readApprovals } from './read-approvals.ts'
import type { SendTokenInput } from './send-input.ts'
import { send } from './send.ts'
import { collectWrites } from './shared-writes.ts'
import type { VerifyTokenInput } from './verify-input.ts'
import { verifyTokens } from './verify-tokens.ts'

/** Decides the inputs of the acts that it names, a list for each; results likewise. */
interface Decision {
  readonly acts: readonly string[]
  readonly decide: (
    context: HotContext,
    ...inputs: readonly (readonly unknown[])[]
  ) => Promise<readonly (readonly unknown[])[]>
}

// Each act's only caller is the action of the same name, which types its input. Those that raise limits come last:
// a limit of an app is one row, which every group of every node waits for until the commit of the one that has it.
const DECISIONS: readonly Decision[] = [
  {
    acts: ['admit-device'],
    decide: async (context, those) => [
      await admitDevices(context, those as readonly AdmitDeviceInput[]),
    ],
  },
  {
    acts: ['read-approval'],
    decide: async (context, those) => [
      await readApprovals(context, those as readonly ReadApprovalInput[]),
    ],
  },
  {
    acts: ['answer-approval'],
    decide: async (context, those) => [
      await answerApprovals(context, those as readonly AnswerApprovalInput[]),
    ],
  },
  {
    acts: ['create-approval'],
    decide: async (context, those) => [
      await createApprovals(context, those as readonly CreateApprovalInput[]),
    ],
  },
  {
    acts: ['verify-token'],
    decide: async (context, those) => [
      await verifyTokens(context, those as readonly VerifyTokenInput[]),
    ],
  },
  {
    acts: ['check-phone-verification'],
    decide: async (context, those) => [
      await checkPhoneVerifications(context, those as readonly CheckCodeInput[]),
    ],
  },
  {
    acts: ['send-token', 'start-phone-verification'],
    decide: (context, tokens, codes) =>
      send(context, tokens as readonly SendTokenInput[], codes as readonly StartCodeInput[]),
  },
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
  await holdPhones(context, inputs)
  const { shared, write } = collectWrites(context)
  for (const decision of DECISIONS) await runDecision(shared, inputs, outputs, decision)
  await write()
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
  const users = inputs.map(({ input }) => input as UserKey).filter(({ authyId }) => authyId !== 0)
  if (users.length > 0) await tx.loadAttempts(users)
}

/** The same for numbers that a code is sent to, or comes from. */
async function holdPhones({ tx }: ActContext, inputs: readonly ActInput[]): Promise<void> {
  const held = inputs.flatMap(({ act, input }) =>
    // Both acts name their number.
    act === 'start-phone-verification' || act === 'check-phone-verification'
      ? [input as PhoneKey]
      : [],
  )
  if (held.length > 0) await tx.holdPhones(held)
}

async function runDecision(
  context: HotContext,
  inputs: readonly ActInput[],
  outputs: unknown[],
  { acts, decide }: Decision,
): Promise<void> {
  const placesOf = acts.map((act) =>
    inputs.flatMap((input, place) => (input.act === act ? [place] : [])),
  )
  if (placesOf.every((places) => places.length === 0)) return
  const results = await decide(
    context,
    ...placesOf.map((places) => places.map((place) => inputs[place]?.input)),
  )
  for (const [list, places] of placesOf.entries())
    for (const [index, place] of places.entries()) outputs[place] = results[list]?.[index]
}
