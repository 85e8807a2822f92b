import { Type } from 'typebox'

const TimeOrNull = Type.Union([Type.Integer(), Type.Null()])
const TextOrNull = Type.Union([Type.String(), Type.Null()])

export const Webhook = Type.Object({
  id: Type.String(),
  appId: Type.Integer(),
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  /** Deliveries that failed since the last one that did not. */
  failures: Type.Integer(),
  createdAt: Type.Integer(),
  disabledAt: TimeOrNull,
  disabledReason: TextOrNull,
})

export const Delivery = Type.Object({
  id: Type.String(),
  event: Type.String(),
  status: Type.Union([
    Type.Literal('queued'),
    Type.Literal('delivered'),
    Type.Literal('failed'),
    Type.Literal('dropped'),
  ]),
  attempts: Type.Integer(),
  answerStatus: TimeOrNull,
  latencyMs: TimeOrNull,
  error: TextOrNull,
  createdAt: Type.Integer(),
  settledAt: TimeOrNull,
})

export const AccessKey = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  createdAt: Type.Integer(),
  lastUsedAt: TimeOrNull,
  endedAt: TimeOrNull,
})

export const OfApp = Type.Object({ appId: Type.Integer() })

export const OfWebhook = Type.Object({
  appId: Type.Integer(),
  webhookId: Type.String(),
})

export const Done = Type.Object({})
