import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { Db } from './database.ts'

export type AttemptStatus = 'pending' | 'approved' | 'denied' | 'expired'

/** One thing that a person has to approve before it happens: a login or a transfer. */
export interface Attempt {
  /** Ours. The uuid of the approval request is not given to browsers. */
  readonly id: string
  readonly kind: 'login' | 'transfer'
  readonly accountId: number
  readonly uuid: string
  /** To be typed on the device, where the service wants that. */
  readonly number: string | undefined
  readonly status: AttemptStatus
  readonly isNotMe: boolean
  readonly question: AskedQuestion
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedAt: number | undefined
}

/** What the app asked, kept to be laid beside what was signed. */
export interface AskedQuestion {
  readonly message: string
  readonly details: Readonly<Record<string, string>>
}

interface Row {
  readonly id: string
  readonly kind: 'login' | 'transfer'
  readonly account_id: number
  readonly uuid: string
  readonly number: string | null
  readonly status: AttemptStatus
  readonly is_not_me: number
  readonly question: string
  readonly created_at: number
  readonly expires_at: number
  readonly used_at: number | null
}

export interface NewAttempt {
  readonly id?: string | undefined
  readonly kind: Attempt['kind']
  readonly accountId: number
  readonly uuid: string
  readonly number: string | undefined
  readonly question: AskedQuestion
  readonly createdAt: number
  readonly expiresAt: number
}

export interface Answer {
  readonly uuid: string
  readonly authyId: number
  readonly status: AttemptStatus
  /** The person said that it was somebody else. */
  readonly isNotMe: boolean
}

export interface Attempts {
  /** With an id that is there already, the one that is there. */
  readonly insert: (attempt: NewAttempt) => Attempt
  readonly find: (id: string) => Attempt | undefined
  readonly listTransfers: (accountId: number) => readonly Attempt[]
  /** Records an answer to the request `uuid` of this person; the first counts. */
  readonly recordAnswer: (answer: Answer) => void
  /** Takes an approved attempt: true for one caller, once. */
  readonly claimApproved: (id: string, now: number) => boolean
  /** Ends an attempt whose person came in by a token, so that a late approval lets nobody in. */
  readonly end: (id: string, now: number) => void
  /** Calls back whenever the attempt was answered, until the returned function is called. */
  readonly watch: (id: string, changed: () => void) => () => void
  readonly watchers: (id: string) => number
}

const MOST_LISTED = 20

export function createAttempts(db: Db): Attempts {
  const changes = new EventEmitter()
  changes.setMaxListeners(0)
  const insert = db.prepare<unknown[], Row>(
    `insert into attempts (id, kind, account_id, uuid, number, question, created_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing returning *`,
  )
  const byId = db.prepare<[string], Row>('select * from attempts where id = ?')
  const transfers = db.prepare<[number, number], Row>(
    `select * from attempts where account_id = ? and kind = 'transfer'
     order by created_at desc limit ?`,
  )
  const answer = db.prepare<[AttemptStatus, number, string, number], { id: string }>(
    `update attempts set status = ?, is_not_me = ?
     where uuid = ? and status = 'pending'
       and account_id in (select id from accounts where authy_id = ?)
     returning id`,
  )
  const claim = db.prepare<[number, string], { id: string }>(
    `update attempts set used_at = ? where id = ? and status = 'approved' and used_at is null
     returning id`,
  )
  const end = db.prepare<[number, string]>(
    'update attempts set used_at = ? where id = ? and used_at is null',
  )
  return {
    insert(attempt) {
      const id = attempt.id ?? randomUUID()
      const row =
        insert.get(
          id,
          attempt.kind,
          attempt.accountId,
          attempt.uuid,
          attempt.number ?? null,
          JSON.stringify(attempt.question),
          attempt.createdAt,
          attempt.expiresAt,
        ) ?? byId.get(id)
      if (row === undefined) throw new Error('An attempt was neither written nor there.')
      return fromRow(row)
    },
    find(id) {
      const row = byId.get(id)
      return row === undefined ? undefined : fromRow(row)
    },
    listTransfers: (accountId) => transfers.all(accountId, MOST_LISTED).map(fromRow),
    recordAnswer({ uuid, authyId, status, isNotMe }) {
      const row = answer.get(status, isNotMe ? 1 : 0, uuid, authyId)
      if (row !== undefined) changes.emit(row.id)
    },
    claimApproved: (id, now) => claim.get(now, id) !== undefined,
    end(id, now) {
      end.run(now, id)
    },
    watch(id, changed) {
      changes.on(id, changed)
      return () => changes.off(id, changed)
    },
    watchers: (id) => changes.listenerCount(id),
  }
}

function fromRow(row: Row): Attempt {
  return {
    id: row.id,
    kind: row.kind,
    accountId: row.account_id,
    uuid: row.uuid,
    number: row.number ?? undefined,
    status: row.status,
    isNotMe: row.is_not_me === 1,
    // Written by `insert`, so it is what that wrote.
    question: JSON.parse(row.question) as AskedQuestion,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at ?? undefined,
  }
}
