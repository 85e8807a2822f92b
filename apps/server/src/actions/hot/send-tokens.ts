import { allowsCountry } from '../../domain/app-settings.ts'
import { decideSend, digitsFrom } from '../../domain/send-token.ts'
import type { ActContext } from '../../store/acts.ts'
import type { MessageWrite, SentTokenRow, SentTokenWrite } from '../../store/hot.ts'
import { timeOrderedId } from '../../store/ids.ts'
import { sendLimits } from '../limits.ts'
import { renderToken } from '../message-content.ts'
import { emailRow, messageRow, phoneRow, sentTokenRow } from '../sealed-rows.ts'
import type { Recipient, SendTokenInput, SendTokenResult } from './send-input.ts'
import type { HotContext } from './hot-context.ts'
import { leaveToDevices } from './leave-to-devices.ts'
import { sendsName, sentName } from '../../domain/counter-names.ts'
import { NOTHING, type Sending, type SendingPlan } from './sending.ts'

const ID_BYTES = 10
const IV_BYTES = 12
const DIGIT_BYTES = 8

/** What the tokens of a group send: to devices that show one, and as messages. */
export async function planTokenSends(
  context: HotContext,
  inputs: readonly SendTokenInput[],
  results: SendTokenResult[],
): Promise<SendingPlan> {
  if (inputs.length === 0) return NOTHING
  const { tx, now } = context
  const left = await leaveToDevices(context, await load(context, inputs, results), results)
  const tokens: SentTokenWrite[] = []
  const messages = left.recipients
    .filter((each) => needsMessage(each, results, now))
    .map((each): Sending => ({
      limits: sendLimits({ ...each.input, phoneHash: each.row.phoneHash }),
      refuse(exceeded) {
        results[each.place] = { result: 'throttled', ...exceeded }
      },
      send() {
        const { message, token } = compose(context, each)
        tokens.push(token)
        leave(context, each, message)
        results[each.place] = sent(each, message.id)
      },
    }))
  return {
    sendings: [...left.sendings, ...messages],
    async write() {
      await left.write()
      if (tokens.length > 0) await tx.saveSentTokens(tokens)
    },
  }
}

function leave(
  { now, enqueue, record, count }: HotContext,
  { input: { appId, authyId, channel }, row }: Recipient,
  message: MessageWrite,
): void {
  enqueue(message)
  const facts = JSON.stringify({ channel })
  record({ appId, authyId, at: now, kind: 'totp_token_sent', facts })
  count({ appId, name: sentName(channel) })
  count({ appId, name: sendsName(row.region, channel) })
}

async function load(
  { tx, vault, now }: ActContext,
  inputs: readonly SendTokenInput[],
  results: SendTokenResult[],
): Promise<readonly Recipient[]> {
  const attempts = await tx.loadAttempts(inputs)
  const rows = await tx.loadRecipients(inputs)
  const lastSends = await tx.loadSentTokens(inputs)
  const recipients: Recipient[] = []
  for (const [place, input] of inputs.entries()) {
    const row = rows[place]
    if (attempts[place] === undefined || row === undefined) continue
    if (attempts[place].suspendedAt !== undefined) {
      results[place] = { result: 'suspended' }
      continue
    }
    const phone = vault.open(row.sealedPhone, phoneRow(row.phoneHash))
    const email =
      row.sealedEmail === undefined || row.emailHash === undefined
        ? undefined
        : vault.open(row.sealedEmail, emailRow(input.appId, input.authyId, row.emailHash))
    const last = lastSends[place]
    const token = last === undefined ? '' : openToken(vault, input, last)
    const decision = decideSend(
      last === undefined ? undefined : { ...last, token },
      requestOf(vault, input),
      input.rules,
      now,
    )
    recipients.push({ place, input, row, phone, email, decision })
  }
  return recipients
}

function openToken(vault: ActContext['vault'], input: SendTokenInput, row: SentTokenRow): string {
  return vault.open(row.sealedToken, sentTokenRow(input.appId, input.authyId, input.action))
}

/** What two requests must share to be one, as a keyed hash: the app's words are nothing to keep readable. */
function requestOf(vault: ActContext['vault'], input: SendTokenInput): string {
  const { channel, actionMessage = '', locale = '' } = input
  return vault.blindIndex('send-request', JSON.stringify([channel, actionMessage, locale]))
}

/** Settles those that send nothing; true for the others. */
function needsMessage(each: Recipient, results: SendTokenResult[], now: number): boolean {
  const { input, decision, place } = each
  if (input.channel === 'email' && each.email === undefined) {
    results[place] = { result: 'no-email' }
    return false
  }
  if (input.channel !== 'email' && !allowsCountry(input, each.row.region)) {
    results[place] = { result: 'country-refused' }
    return false
  }
  if (input.isSandbox || decision.result === 'identical') {
    results[place] = sent(each, undefined)
    return false
  }
  if (decision.result === 'throttled') {
    const retryAt = Math.max(decision.retryAt, now)
    results[place] = { result: 'throttled', retryAt, limit: 'send/token' }
    return false
  }
  return true
}

function sent(each: Recipient, messageId: string | undefined): SendTokenResult {
  return {
    result: 'sent',
    phone: each.phone,
    countryCode: each.row.countryCode,
    email: each.email,
    messageId,
  }
}

function compose({ vault, now, random }: ActContext, each: Recipient) {
  const { input, row, decision } = each
  const { appId, authyId, action, channel } = input
  const isResend = decision.result === 'resend'
  const digits = isResend ? decision.token : digitsFrom(random(DIGIT_BYTES), input.rules.digits)
  const expiresAt = isResend || decision.result === 'new' ? decision.expiresAt : now
  const id = timeOrderedId(now, random(ID_BYTES))
  const { locale, content } = renderToken({
    channel,
    to: channel === 'email' ? (each.email ?? '') : each.phone,
    region: row.region,
    appName: input.appName,
    token: digits,
    minutes: Math.ceil((expiresAt - now) / 60_000),
    actionMessage: input.actionMessage,
    locale: input.locale,
  })
  const message: MessageWrite = {
    id,
    appId,
    authyId,
    kind: 'token',
    channel,
    locale,
    toHash: channel === 'email' ? (row.emailHash ?? '') : row.phoneHash,
    sealedContent: vault.seal(JSON.stringify(content), messageRow(id), random(IV_BYTES)),
    region: row.region,
    createdAt: now,
    expiresAt,
  }
  const token: SentTokenWrite = {
    appId,
    authyId,
    action,
    channel,
    sealedToken: vault.seal(digits, sentTokenRow(appId, authyId, action), random(IV_BYTES)),
    expiresAt,
    guesses: isResend ? decision.guesses : 0,
    sends: isResend ? decision.sends : 1,
    lastSentAt: now,
    lastRequest: requestOf(vault, input),
    messageId: id,
  }
  return { message, token }
}
