import { indexRecipientMessages, indexUserEvents } from '../../store/follow-index.ts'
import { countConversions } from './count-conversions.ts'
import type { Follower } from './follower.ts'
import { tellWebhooks } from './tell-webhooks.ts'

/** Everything that is done with events and messages once they are committed. */
export const FOLLOWERS: readonly Follower[] = [
  { name: 'user-events', log: 'events', begins: 'first', take: indexUserEvents },
  { name: 'recipient-messages', log: 'messages', begins: 'first', take: indexRecipientMessages },
  { name: 'conversions', log: 'events', begins: 'now', take: countConversions },
  { name: 'webhooks', log: 'events', begins: 'now', take: tellWebhooks },
]
