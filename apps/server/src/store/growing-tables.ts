import type { KeepDays } from '../domain/keep-days.ts'
import type { Log } from './log-horizon.ts'

/** A table to which rows are only ever added at its end, and which loses them at its beginning. */
export interface GrowingTable {
  readonly name:
    | 'events'
    | 'messages'
    | 'callbacks'
    | 'webhook_deliveries'
    | 'request_log'
    | 'approval_requests'
    | 'activities'
  /** Names a row. */
  readonly key: 'id' | 'number' | 'uuid'
  /** Milliseconds. */
  readonly time: 'at' | 'created_at' | 'expires_at'
  /** Whether an index finds what is oldest by `time`. Otherwise the key does: both rise together. */
  readonly hasTimeIndex: boolean
  /** What says how long; undefined where `time` is itself the end. */
  readonly keep: keyof KeepDays | undefined
  /** Where followers read it: what they have not taken yet stays. */
  readonly log: Log | undefined
  /** Whether it is in parts on PostgreSQL, by `time`. */
  readonly isInParts: boolean
}

export const GROWING_TABLES: readonly GrowingTable[] = [
  {
    name: 'events',
    key: 'id',
    time: 'at',
    hasTimeIndex: false,
    keep: 'events',
    log: 'events',
    isInParts: true,
  },
  {
    name: 'messages',
    key: 'number',
    time: 'created_at',
    hasTimeIndex: true,
    keep: 'messages',
    log: 'messages',
    isInParts: true,
  },
  {
    name: 'callbacks',
    key: 'id',
    time: 'created_at',
    hasTimeIndex: false,
    keep: 'callbacks',
    log: undefined,
    isInParts: true,
  },
  {
    name: 'webhook_deliveries',
    key: 'number',
    time: 'created_at',
    hasTimeIndex: true,
    keep: 'webhookDeliveries',
    log: undefined,
    isInParts: true,
  },
  {
    name: 'request_log',
    key: 'id',
    time: 'expires_at',
    hasTimeIndex: true,
    keep: undefined,
    log: undefined,
    isInParts: true,
  },
  // The person's history and the app's proof, mostly kept for ever; answers change its rows.
  {
    name: 'approval_requests',
    key: 'uuid',
    time: 'created_at',
    hasTimeIndex: false,
    keep: 'approvals',
    log: undefined,
    isInParts: false,
  },
  // Told by apps, a few for a person: events of another kind.
  {
    name: 'activities',
    key: 'id',
    time: 'at',
    hasTimeIndex: false,
    keep: 'events',
    log: undefined,
    isInParts: false,
  },
]

/** The index of a log that following writes: parts of SPAN numbers (spans.ts), which go with the log's rows. */
export interface LogIndex {
  readonly name: 'user_events' | 'recipient_messages'
  readonly log: Log
  readonly key: readonly string[]
}

export const LOG_INDEXES: readonly LogIndex[] = [
  { name: 'user_events', log: 'events', key: ['span', 'authy_id', 'event_id'] },
  { name: 'recipient_messages', log: 'messages', key: ['span', 'to_hash', 'number'] },
]
