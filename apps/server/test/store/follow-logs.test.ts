import { expect, test } from 'vitest'
import type { Follower } from '../../src/actions/following/follower.ts'
import { takeBatch } from '../../src/actions/following/take-batch.ts'
import { createLogFollowing } from '../../src/actions/following/follow-logs.ts'
import { recordEvent } from '../../src/store/counters.ts'
import { readEventsIn } from '../../src/store/follow-index.ts'
import type { Deps } from '../../src/deps.ts'
import { register } from '../routes/person.ts'
import { type TestServer, testServer } from '../test-server.ts'

/** A follower that writes down what it was given, in the same transaction as its place. */
function diary(name: string, begins: Follower['begins'] = 'first'): Follower {
  return {
    name,
    log: 'events',
    begins,
    async take(tx, range) {
      for (const event of await readEventsIn(tx, range)) {
        await tx
          .insertInto('throttles')
          .values({ id: `${name}/${event.kind}`, count: event.id, window_ends_at: 0 })
          .execute()
      }
    },
  }
}

async function taken({ deps }: TestServer, name: string): Promise<readonly string[]> {
  const rows = await deps.db
    .selectFrom('throttles')
    .select('id')
    .where('id', 'like', `${name}/%`)
    .orderBy('count')
    .execute()
  return rows.map(({ id }) => id.slice(name.length + 1))
}

/** Followers of a test, which are none of the service's tasks. */
const follow = (deps: Deps, followers: readonly Follower[], numbersABatch = 4_000) =>
  createLogFollowing(deps, followers, {
    numbersABatch,
    take: async (follower, input) =>
      await deps.db
        .transaction()
        .execute(async (tx) => await takeBatch(tx, deps.dialect, follower, input)),
  })

const event = (deps: Deps, kind: string, db = deps.db) =>
  recordEvent(db, { appId: 1, authyId: 7, at: deps.now(), kind, facts: '{}' })

test('each event is taken once and in order, in batches, also by several nodes at once', async () => {
  const server = await testServer()
  const { deps } = server
  const followers = [diary('diary')]
  for (let count = 0; count < 10; count++) await event(deps, `e${count}`)
  const nodes = [deps, server.anotherNode().deps].map((each) => follow(each, followers, 3))
  for (let round = 0; round < 6; round++) await Promise.all(nodes.map((node) => node.follow()))
  const all = Array.from({ length: 10 }, (_, count) => `e${count}`)
  expect(await taken(server, 'diary')).toEqual(all)
  await event(deps, 'e10')
  await nodes[0]?.followToEnd()
  expect(await taken(server, 'diary')).toEqual([...all, 'e10'])
})

test('a batch that fails moves nothing and is taken again; a new follower may begin with what comes', async () => {
  const server = await testServer()
  const { deps } = server
  await event(deps, 'old')
  let isBroken = true
  const good = diary('broken')
  const broken: Follower = {
    ...good,
    async take(tx, range) {
      await good.take(tx, range)
      if (isBroken) throw new Error('Broken half-way.')
    },
  }
  const following = follow(deps, [broken])
  await expect(following.follow()).rejects.toThrow('Broken half-way.')
  expect(await taken(server, 'broken')).toEqual([])
  isBroken = false
  await following.followToEnd()
  expect(await taken(server, 'broken')).toEqual(['old'])

  const late = follow(deps, [diary('late', 'now')])
  await late.followToEnd()
  await event(deps, 'new')
  await late.followToEnd()
  expect(await taken(server, 'late')).toEqual(['new'])
})

test('a transaction that drew its number first and commits last is not left out', async () => {
  const server = await testServer()
  const { deps } = server
  // SQLite has one writer, so that numbers are in the order of commits there.
  if (deps.dialect === 'sqlite') return
  const following = follow(deps, [diary('diary')])
  const slow = await deps.db.startTransaction().execute()
  await event(deps, 'slow', slow)
  await event(deps, 'fast')
  await following.followToEnd()
  await following.followToEnd()
  expect(await taken(server, 'diary')).toEqual([])
  await slow.commit().execute()
  await following.followToEnd()
  expect(await taken(server, 'diary')).toEqual(['slow', 'fast'])

  // One that never commits leaves a gap, which nobody waits for.
  const never = await deps.db.startTransaction().execute()
  await event(deps, 'never', never)
  await event(deps, 'later')
  await following.followToEnd()
  await never.rollback().execute()
  await following.followToEnd()
  expect(await taken(server, 'diary')).toEqual(['slow', 'fast', 'later'])
})

test('tells whose an event is, and to whom a message went', async () => {
  const server = await testServer()
  const { deps } = server
  const authyId = await register(server)
  await server.call(`GET /sms/${authyId}`)
  await createLogFollowing(deps).followToEnd()
  const events = await deps.db
    .selectFrom('user_events')
    .innerJoin('events', 'events.id', 'user_events.event_id')
    .select(['user_events.authy_id', 'user_events.app_id', 'events.kind'])
    .orderBy('events.id')
    .execute()
  expect(events).toEqual(
    ['user_added', 'totp_token_sent'].map((kind) => ({
      authy_id: authyId,
      app_id: server.appId,
      kind,
    })),
  )
  const messages = await deps.db
    .selectFrom('recipient_messages')
    .innerJoin('messages', 'messages.number', 'recipient_messages.number')
    .select(['messages.kind', 'messages.to_hash', 'recipient_messages.to_hash as indexed'])
    .execute()
  expect(messages.map(({ kind, to_hash, indexed }) => [kind, to_hash === indexed])).toEqual([
    ['token', true],
  ])
})
