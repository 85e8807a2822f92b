/** What the console's routes answer, for the pages: types alone, made from the very schemas. */
import type { Static } from 'typebox'
import type { Account } from './account/read-account.ts'
import type { CallbackAnswer, CallbackTest, CallbackTestState } from './apps/callback.ts'
import type { CreatedApp } from './apps/create-app.ts'
import type { KeyList, NewKey } from './apps/keys.ts'
import type { AppList } from './apps/list-apps.ts'
import type { AppAnswer as App } from './apps/read-app.ts'
import type { Settings } from './apps/settings.ts'
import type { InvitationList, OperatorList } from './operators/list-operators.ts'
import type { OperatorAnswer as Operator } from './operators/read-operator.ts'
import type { LinkShape } from './operators/shapes.ts'
import type { NewAuthenticator, PasskeyOptions } from './session/inputs.ts'
import type { ApprovalOutcome, AskedOnPhone } from './session/sign-in-by-approval.ts'
import type { SecondFactor } from './session/sign-in-by-password.ts'
import type { SignInOptions } from './session/sign-in-options.ts'
import type { WelcomeAnswer as Welcome } from './welcome/welcome.ts'
import type { HandsetBody, Handsets } from './messages/handset.ts'
import type { HandsetMessage, Message, MessageList } from './messages/shapes.ts'
import type { Activities } from './people/list-activities.ts'
import type { Approvals } from './people/list-approvals.ts'
import type { PeopleList } from './people/list-people.ts'
import type { PersonBody } from './people/read-person.ts'
import type { Timeline } from './people/read-timeline.ts'
import type { ListedPerson } from './people/shapes.ts'
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

export type SignInOptionsAnswer = Static<typeof SignInOptions>
export type SecondFactorAnswer = Static<typeof SecondFactor>
export type AskedOnPhoneAnswer = Static<typeof AskedOnPhone>
export type ApprovalOutcomeAnswer = Static<typeof ApprovalOutcome>
export type PasskeyOptionsAnswer = Static<typeof PasskeyOptions>
export type NewAuthenticatorAnswer = Static<typeof NewAuthenticator>
export type WelcomeAnswer = Static<typeof Welcome>

export type AccountAnswer = Static<typeof Account>
export type OperatorListAnswer = Static<typeof OperatorList>
export type OperatorAnswer = Static<typeof Operator>
export type InvitationListAnswer = Static<typeof InvitationList>
export type LinkAnswer = Static<typeof LinkShape>

export type AppListAnswer = Static<typeof AppList>
export type AppAnswer = Static<typeof App>
export type CreatedAppAnswer = Static<typeof CreatedApp>
export type KeyListAnswer = Static<typeof KeyList>
export type NewKeyAnswer = Static<typeof NewKey>
export type SettingsAnswer = Static<typeof Settings>
export type CallbackAnswerBody = Static<typeof CallbackAnswer>
export type CallbackTestAnswer = Static<typeof CallbackTest>
export type CallbackTestStateAnswer = Static<typeof CallbackTestState>
export type PeopleAnswer = Static<typeof PeopleList>
export type ListedPersonAnswer = Static<typeof ListedPerson>
export type PersonAnswer = Static<typeof PersonBody>
export type TimelineAnswer = Static<typeof Timeline>
export type ApprovalsAnswer = Static<typeof Approvals>
export type ActivitiesAnswer = Static<typeof Activities>
export type MessagesAnswer = Static<typeof MessageList>
export type MessageAnswer = Static<typeof Message>
export type HandsetsAnswer = Static<typeof Handsets>
export type HandsetAnswer = Static<typeof HandsetBody>
export type HandsetMessageAnswer = Static<typeof HandsetMessage>
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
