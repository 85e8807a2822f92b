/** What the console's routes answer, for the pages: types alone, made from the very schemas. */
import type { Static } from 'typebox'
import type { HandsetBody, Handsets } from './messages/handset.ts'
import type { HandsetMessage, Message, MessageList } from './messages/shapes.ts'
import type { Activities } from './people/list-activities.ts'
import type { Approvals } from './people/list-approvals.ts'
import type { PeopleList } from './people/list-people.ts'
import type { PersonBody } from './people/read-person.ts'
import type { Timeline } from './people/read-timeline.ts'
import type { ListedPerson } from './people/shapes.ts'
import type { Session } from './session/read-session.ts'

export type { Role } from '../../domain/operator.ts'
export type { ConsoleErrorBody } from './failure.ts'
export type SessionAnswer = Static<typeof Session>
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
