/** What the console's routes answer, for the pages: types alone, made from the very schemas. */
import type { Static } from 'typebox'
import type { AccessKeyCreatedAnswer, AccessKeysAnswer } from './developers/access-keys.ts'
import type { DeliveriesAnswer } from './developers/deliveries.ts'
import type { RequestsAnswer } from './developers/list-requests.ts'
import type { DeveloperAnswer } from './developers/read-developer-facts.ts'
import type { WebhookCreatedAnswer, WebhooksAnswer } from './developers/webhooks.ts'
import type { Event, EventsAnswer } from './events/list-events.ts'
import type { InsightAnswer } from './insight/read-insight.ts'
import type { UnusualAnswer } from './insight/read-unusual.ts'
import type { Session } from './session/read-session.ts'

export type { Role } from '../../domain/operator.ts'
export type { ConsoleErrorBody } from './failure.ts'
export type SessionAnswer = Static<typeof Session>
export type InsightFigures = Static<typeof InsightAnswer>
export type UnusualMarks = Static<typeof UnusualAnswer>
export type ConsoleEvent = Static<typeof Event>
export type ConsoleEvents = Static<typeof EventsAnswer>
export type DeveloperFacts = Static<typeof DeveloperAnswer>
export type LoggedRequests = Static<typeof RequestsAnswer>
export type Webhooks = Static<typeof WebhooksAnswer>
export type WebhookCreated = Static<typeof WebhookCreatedAnswer>
export type WebhookDeliveries = Static<typeof DeliveriesAnswer>
export type AccessKeys = Static<typeof AccessKeysAnswer>
export type AccessKeyCreated = Static<typeof AccessKeyCreatedAnswer>
