import { Type } from 'typebox'
import type { ShownMessage } from '../../../actions/console/messages/shown-message.ts'
import { maskDigits, maskRecipient } from '../masks.ts'

const MaybeText = Type.Union([Type.String(), Type.Null()])
const MaybeNumber = Type.Union([Type.Integer(), Type.Null()])

export const Message = Type.Object({
  id: Type.String(),
  appId: Type.Integer(),
  authyId: MaybeNumber,
  kind: Type.String(),
  channel: Type.Union([Type.Literal('sms'), Type.Literal('call'), Type.Literal('email')]),
  locale: Type.String(),
  /** Masked for supporters. */
  to: Type.String(),
  status: Type.Union([
    Type.Literal('queued'),
    Type.Literal('sent'),
    Type.Literal('failed'),
    Type.Literal('refused'),
  ]),
  provider: MaybeText,
  providerMessageId: MaybeText,
  attempts: Type.Integer(),
  error: MaybeText,
  createdAt: Type.Integer(),
  expiresAt: Type.Integer(),
  sentAt: MaybeNumber,
  /** From the decision until a provider took it, in milliseconds. */
  latencyMs: MaybeNumber,
  /** Null where the provider does not say. */
  cost: MaybeText,
  resentFrom: MaybeText,
  /** Whether what it carries still lives. */
  isLiving: Type.Boolean(),
})

export const MessageList = Type.Object({
  items: Type.Array(Message),
  next: MaybeText,
})

export function messageBody(message: ShownMessage, now: number) {
  const { content: _said, number: _order, isOperator, ...facts } = message
  return {
    ...facts,
    to: isOperator ? facts.to : maskRecipient(facts.to),
    latencyMs: facts.sentAt === null ? null : facts.sentAt - facts.createdAt,
    isLiving: now < facts.expiresAt,
  }
}

/** A message as a phone shows it. */
export const HandsetMessage = Type.Object({
  id: Type.String(),
  appId: Type.Integer(),
  appName: Type.String(),
  kind: Type.String(),
  channel: Message.properties.channel,
  /** BCP 47, for reading aloud. */
  language: Type.String(),
  subject: MaybeText,
  text: Type.String(),
  /** Null where it carries none, and for supporters. */
  token: MaybeText,
  at: Type.Integer(),
})

/** What it says; supporters see it with none of its digits where it carries a token. */
export function handsetBody({ content, isOperator, ...message }: ShownMessage) {
  const isMasked = !isOperator && content.token !== undefined
  const show = (text: string) => (isMasked ? maskDigits(text) : text)
  return {
    id: message.id,
    appId: message.appId,
    appName: content.appName,
    kind: message.kind,
    channel: message.channel,
    language: content.speech?.languageTag ?? message.locale,
    subject: content.subject === undefined ? null : show(content.subject),
    text: show(content.text),
    token: isMasked ? null : (content.token ?? null),
    at: message.createdAt,
  }
}
