import { type Compilable, sql } from 'kysely'
import { expect, test } from 'vitest'
import { selectPersonApprovals } from '../../src/actions/console/people/list-person-approvals.ts'
import { selectMessages, selectMessagesTo } from '../../src/store/message-lists.ts'
import { type PeopleQuery, selectPeople } from '../../src/store/people.ts'
import { selectTimeline } from '../../src/store/timelines.ts'
import { type TestServer, testServer } from '../test-server.ts'

// A list that reads its whole table answers in no time here, and not at all with ten million rows.

/** The plan in the database's words: with few rows PostgreSQL would rather read all of them, so it is told not to. */
async function planOf({ deps }: TestServer, query: Compilable): Promise<string> {
  const { sql: text, parameters } = query.compile()
  return await deps.db.transaction().execute(async (tx) => {
    if (deps.dialect === 'postgres') {
      await sql`SET LOCAL enable_seqscan = off`.execute(tx)
      await sql`SET LOCAL enable_bitmapscan = off`.execute(tx)
    }
    const explain = deps.dialect === 'postgres' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'
    const pieces = text.split(/\$\d+|\?/)
    const bound = pieces.map((piece, index) =>
      index < parameters.length ? sql`${sql.raw(piece)}${parameters[index]}` : sql.raw(piece),
    )
    const { rows } = await sql<
      Readonly<Record<string, unknown>>
    >`${sql.raw(explain)} ${sql.join(bound, sql``)}`.execute(tx)
    return rows.map((row) => String(row['detail'] ?? row['QUERY PLAN'])).join('\n')
  })
}

const everybody: PeopleQuery = {
  appIds: [1, 2],
  isSuspended: false,
  isConfirmed: undefined,
  region: undefined,
  hasDevice: undefined,
  isOldestFirst: false,
  after: undefined,
  limit: 25,
}
const after = { at: 5, appId: 1, authyId: 7 }

test('every list of the console follows an index that is in its order', async () => {
  const server = await testServer()
  const { db } = server.deps
  const messages = { appIds: [1, 2], before: 1_000, limit: 25 }
  const timeline = { authyId: 7, appIds: [1, 2], kinds: ['token_'], before: 1_000, limit: 25 }
  const approvals = { authyId: 7, appIds: [1, 2], before: undefined, limit: 25 }
  const lists: readonly (readonly [string, Compilable, string])[] = [
    ['everybody', selectPeople(db, everybody), 'app_users_by_creation'],
    ['everybody, further', selectPeople(db, { ...everybody, after }), 'app_users_by_creation'],
    ['of one app', selectPeople(db, { ...everybody, appIds: [1], after }), 'app_users_by_app'],
    [
      'filtered',
      selectPeople(db, { ...everybody, region: 'DE', isConfirmed: true, hasDevice: true }),
      'app_users_by_creation',
    ],
    ['suspended', selectPeople(db, { ...everybody, isSuspended: true }), 'app_users_suspended'],
    ['messages of one app', selectMessages(db, { ...messages, appIds: [1] }), 'messages_by_app'],
    ['messages', selectMessages(db, messages), 'messages_pkey'],
    ['filtered messages', selectMessages(db, { ...messages, status: 'failed' }), 'messages_pkey'],
    ['messages to', selectMessagesTo(db, 0, ['a', 'b'], messages), 'recipient_messages_pkey'],
    ['a timeline', selectTimeline(db, 0, timeline), 'user_events_pkey'],
    ['approvals', selectPersonApprovals(db, approvals), 'approval_requests_by_user'],
  ]
  for (const [name, query, index] of lists) {
    const plan = await planOf(server, query)
    // SQLite keeps a table in the order of its key and names no index for it.
    const key = index.replace('_pkey', '')
    const used =
      server.deps.dialect === 'sqlite' && index.endsWith('_pkey')
        ? new RegExp(`SEARCH ${key} USING (PRIMARY KEY|INTEGER PRIMARY KEY)`)
        : new RegExp(index)
    expect([name, used.test(plan) ? 'follows its index' : plan]).toEqual([
      name,
      'follows its index',
    ])
    // A scan that follows no index at all.
    expect([name, plan]).toEqual([
      name,
      expect.not.stringMatching(/Seq Scan|SCAN (?!some|standing)\w+$/m),
    ])
  }
})
