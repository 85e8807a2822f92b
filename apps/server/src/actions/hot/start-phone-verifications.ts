import { sendsName, sentName } from '../../domain/counter-names.ts'
import { CODE_LIFE_MS } from '../../domain/limits.ts'
import { decideSend, digitsFrom, type SendDecision } from '../../domain/send-token.ts'
import type {
  PhoneVerificationRow,
  PhoneVerificationWrite,
} from '../../store/hot-phone-verifications.ts'
import { randomId, timeOrderedId } from '../../store/ids.ts'
import { sendLimits } from '../limits.ts'
import { renderCode } from '../message-content.ts'
import { messageRow, phoneVerificationRow } from '../sealed-rows.ts'
import type { StartCodeInput, StartCodeResult } from './phone-verification-input.ts'
import type { HotContext } from './hot-context.ts'
import { NOTHING, type Sending, type SendingPlan } from './sending.ts'

const ID_BYTES = 16
const MESSAGE_ID_BYTES = 10
const IV_BYTES = 12
const DIGIT_BYTES = 8

/** What the phone verifications of a group send that are started: a code, or the living one again. */
export async function planVerificationStarts(
  context: HotContext,
  inputs: readonly StartCodeInput[],
  results: StartCodeResult[],
): Promise<SendingPlan> {
  if (inputs.length === 0) return NOTHING
  const { tx, now } = context
  const rows = await tx.loadPhoneVerifications(inputs)
  const saved: PhoneVerificationWrite[] = []
  const sendings = inputs.flatMap((input, place): readonly Sending[] => {
    const last = rows[place]
    const decision = decide(context, input, last)
    if (decision.result === 'throttled') {
      results[place] = { ...decision, limit: 'send/token' }
      return []
    }
    if (decision.result === 'identical') {
      if (last !== undefined) results[place] = started(last, now, undefined)
      return []
    }
    return [
      {
        limits: sendLimits(input),
        refuse(exceeded) {
          results[place] = { result: 'throttled', ...exceeded }
        },
        send() {
          const row = compose(context, input, last, decision)
          saved.push(row)
          results[place] = started(row, now, row.messageId)
        },
      },
    ]
  })
  return {
    sendings,
    async write() {
      if (saved.length > 0) await tx.savePhoneVerifications(saved)
    },
  }
}

function decide(
  { vault, now }: HotContext,
  { via, codeLength, customCode, sendsPerToken }: StartCodeInput,
  last: PhoneVerificationRow | undefined,
): SendDecision {
  const token = last === undefined ? '' : vault.open(last.sealedCode, phoneVerificationRow(last.id))
  // A code of the app's own that is not the living one takes its place, however soon it comes.
  const isOtherCode = customCode !== undefined && customCode !== token
  return decideSend(
    last === undefined
      ? undefined
      : { ...last, token, usedAt: last.verifiedAt, lastRequest: isOtherCode ? '' : last.via },
    via,
    {
      digits: customCode?.length ?? codeLength,
      lifeMs: CODE_LIFE_MS,
      resendLivingToken: !isOtherCode,
      sendsPerToken,
    },
    now,
  )
}

function compose(
  { vault, now, random, enqueue, record, count }: HotContext,
  input: StartCodeInput,
  last: PhoneVerificationRow | undefined,
  decision: Extract<SendDecision, { readonly result: 'resend' | 'new' }>,
): PhoneVerificationWrite {
  const { appId, phoneHash, via, locale, region } = input
  const again = decision.result === 'resend' ? last : undefined
  const { expiresAt } = decision
  const id = again?.id ?? randomId(random(ID_BYTES))
  const code =
    decision.result === 'resend'
      ? decision.token
      : (input.customCode ?? drawCode(random, input.codeLength))
  const messageId = timeOrderedId(now, random(MESSAGE_ID_BYTES))
  const content = renderCode({ via, to: input.e164, appName: input.appName, code, locale })
  enqueue({
    id: messageId,
    appId,
    authyId: undefined,
    kind: 'code',
    channel: via,
    locale,
    toHash: phoneHash,
    sealedContent: vault.seal(JSON.stringify(content), messageRow(messageId), random(IV_BYTES)),
    region,
    createdAt: now,
    expiresAt,
  })
  const facts = JSON.stringify({ via })
  record({ appId, authyId: undefined, at: now, kind: 'phone_verification_started', facts })
  count({ appId, name: sentName(via) })
  count({ appId, name: sendsName(region, via) })
  return {
    appId,
    phoneHash,
    id,
    sealedCode: vault.seal(code, phoneVerificationRow(id), random(IV_BYTES)),
    via,
    expiresAt,
    guesses: decision.result === 'resend' ? decision.guesses : 0,
    sends: decision.result === 'resend' ? decision.sends : 1,
    lastSentAt: now,
    createdAt: again?.createdAt ?? now,
    messageId,
  }
}

function started(
  { id, expiresAt }: { readonly id: string; readonly expiresAt: number },
  now: number,
  messageId: string | undefined,
): StartCodeResult {
  const secondsToExpire = Math.max(0, Math.floor((expiresAt - now) / 1_000))
  return { result: 'started', id, secondsToExpire, messageId }
}

/** Ten digits need more than one draw of eight bytes leaves unbiased: two draws of five. */
function drawCode(random: (bytes: number) => Uint8Array, length: number): string {
  return length <= 8
    ? digitsFrom(random(DIGIT_BYTES), length)
    : digitsFrom(random(DIGIT_BYTES), 5) + digitsFrom(random(DIGIT_BYTES), length - 5)
}
