import { indexRecipientMessages, indexUserEvents } from '../../store/follow-index.ts'
import type { Follower } from './follower.ts'

/** Everything that is done with events and messages once they are committed. */
export const FOLLOWERS: readonly Follower[] = [
  { name: 'user-events', log: 'events', begins: 'first', take: indexUserEvents },
  { name: 'recipient-messages', log: 'messages', begins: 'first', take: indexRecipientMessages },
]
