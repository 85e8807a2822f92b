import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { dayOf } from '../../src/domain/time-span.ts'
import type { SentTokenWrite } from '../../src/store/hot.ts'
import type { Store } from '../../src/store/open.ts'
import { START } from '../test-clock.ts'
import { hot } from './call-hot.ts'
import { emptyStore } from './empty-store.ts'

const APP = 1
const USERS = [20_000_001, 10_000_001, 30_000_001] as const
const [FIRST, SECOND, THIRD] = USERS.map((authyId) => ({ appId: APP, authyId })) as [
  UserKey,
  UserKey,
  UserKey,
]
interface UserKey {
  readonly appId: number
  readonly authyId: number
}
const NOBODY: UserKey = { appId: APP, authyId: 99_999_999 }

const TOKEN: SentTokenWrite = {
  ...FIRST,
  action: '',
  channel: 'sms',
  sealedToken: '1.sealed',
  expiresAt: START + 600_000,
  guesses: 0,
  sends: 1,
  lastSentAt: START,
  lastRequest: 'sms',
  messageId: 'message',
}

const LOADED_TOKEN = {
  channel: 'sms',
  sealedToken: '1.sealed',
  expiresAt: START + 600_000,
  guesses: 0,
  sends: 1,
  lastSentAt: START,
  lastRequest: 'sms',
  usedAt: undefined,
  messageId: 'message',
  lastUsedDay: undefined,
}

/** An app with three users, the third of them removed. */
async function withUsers(): Promise<Store> {
  const store = await emptyStore()
  const { db } = store
  await db
    .insertInto('apps')
    .values({ name: 'Acme', plan: 'production', settings: '{}', created_at: START })
    .execute()
  for (const authyId of USERS) {
    await db
      .insertInto('users')
      .values({
        authy_id: authyId,
        phone_hash: `hash-${authyId}`,
        sealed_phone: `1.${authyId}`,
        country_code: 1,
        region: authyId === FIRST.authyId ? 'US' : null,
        created_at: START,
      })
      .execute()
    await db
      .insertInto('app_users')
      .values({
        app_id: APP,
        authy_id: authyId,
        created_at: START,
        removed_at: authyId === THIRD.authyId ? START : null,
      })
      .execute()
  }
  return store
}

async function addAuthenticator(store: Store, user: UserKey, id: string, lastUsedStep = -1) {
  await store.db
    .insertInto('authenticators')
    .values({
      app_id: user.appId,
      authy_id: user.authyId,
      id,
      kind: id === 'qr' ? 'qr' : 'soft',
      sealed_secret: `1.${id}`,
      digits: 6,
      period_seconds: 30,
      window_steps: 1,
      last_used_step: lastUsedStep,
      created_at: START,
    })
    .execute()
}

describe('loading answers in the order of the asking', () => {
  test('attempts: the unknown and the removed are absent, and so is what is null', async () => {
    const store = await withUsers()
    const loaded = await hot(store, 'loadAttempts', [SECOND, NOBODY, FIRST, THIRD])
    const fresh = {
      createdAt: START,
      confirmedAt: undefined,
      wrongTokens: 0,
      nextAttemptAt: 0,
      suspendedAt: undefined,
    }
    expect(loaded).toMatchObject([fresh, undefined, fresh, undefined])
    expect(await hot(store, 'loadAttempts', [{ ...FIRST, appId: 2 }])).toEqual([undefined])
  })

  test('attempts as they were written', async () => {
    const store = await withUsers()
    await hot(store, 'writeAttempts', [
      {
        ...SECOND,
        wrongTokens: 7,
        nextAttemptAt: START + 5,
        suspendedAt: undefined,
        confirmedAt: START + 1,
      },
      {
        ...FIRST,
        wrongTokens: 100,
        nextAttemptAt: 0,
        suspendedAt: START + 2,
        confirmedAt: undefined,
      },
    ])
    expect(await hot(store, 'loadAttempts', [FIRST, SECOND])).toMatchObject([
      { wrongTokens: 100, suspendedAt: START + 2, confirmedAt: undefined },
      { wrongTokens: 7, nextAttemptAt: START + 5, suspendedAt: undefined, confirmedAt: START + 1 },
    ])
  })

  test('recipients: with the first e-mail, or none', async () => {
    const store = await withUsers()
    for (const [index, hash] of ['b', 'a', 'c'].entries()) {
      await store.db
        .insertInto('app_user_emails')
        .values({
          app_id: APP,
          authy_id: FIRST.authyId,
          email_hash: hash,
          sealed_email: `1.${hash}`,
          created_at: START + index,
        })
        .execute()
    }
    const loaded = await hot(store, 'loadRecipients', [SECOND, NOBODY, FIRST])
    expect(loaded).toMatchObject([
      {
        phoneHash: `hash-${SECOND.authyId}`,
        sealedPhone: `1.${SECOND.authyId}`,
        countryCode: 1,
        region: undefined,
        emailHash: undefined,
        sealedEmail: undefined,
      },
      undefined,
      { region: 'US', emailHash: 'b', sealedEmail: '1.b' },
    ])
    const [elsewhere] = await hot(store, 'loadRecipients', [{ ...FIRST, appId: 2 }])
    expect(elsewhere?.emailHash).toBeUndefined()
  })

  test('authenticators: those of each, or none', async () => {
    const store = await withUsers()
    await addAuthenticator(store, FIRST, 'qr')
    await addAuthenticator(store, FIRST, 'device')
    await addAuthenticator(store, SECOND, 'qr', 5)
    const [none, two, one] = await hot(store, 'loadAuthenticators', [NOBODY, FIRST, SECOND])
    expect(none).toEqual([])
    expect(two?.map(({ id }) => id).toSorted()).toEqual(['device', 'qr'])
    expect(one).toMatchObject([
      {
        id: 'qr',
        kind: 'qr',
        sealedSecret: '1.qr',
        digits: 6,
        periodSeconds: 30,
        windowSteps: 1,
        lastUsedStep: 5,
      },
    ])
  })

  test('sent tokens: by user and action', async () => {
    const store = await withUsers()
    await hot(store, 'saveSentTokens', [TOKEN, { ...TOKEN, action: 'pay', channel: 'call' }])
    const loaded = await hot(store, 'loadSentTokens', [
      { ...FIRST, action: 'pay' },
      { ...FIRST, action: 'Pay' },
      { ...SECOND, action: '' },
      { ...FIRST, action: '' },
    ])
    expect(loaded).toMatchObject([
      { ...LOADED_TOKEN, channel: 'call' },
      undefined,
      undefined,
      LOADED_TOKEN,
    ])
  })

  test('nothing, when nothing is asked', async () => {
    const store = await withUsers()
    expect(await hot(store, 'loadAttempts', [])).toEqual([])
    expect(await hot(store, 'loadSentTokens', [])).toEqual([])
    expect(await hot(store, 'loadAuthenticators', [])).toEqual([])
    expect((await hot(store, 'loadThrottles', [])).size).toBe(0)
  })
})

const claim = (user: UserKey, step: number) => ({ ...user, id: 'qr', step })

describe('claims', () => {
  test('of a sent token: the first wins, whoever comes later', async () => {
    const store = await withUsers()
    await hot(store, 'saveSentTokens', [TOKEN, { ...TOKEN, ...SECOND }])
    const key = { ...FIRST, action: '' }
    const claims = [{ ...NOBODY, action: '' }, key, { ...SECOND, action: 'other' }]
    expect(await hot(store, 'claimSentTokens', claims, START + 1)).toEqual([false, true, false])
    expect(await hot(store, 'claimSentTokens', [key], START + 2)).toEqual([false])
    const [token] = await hot(store, 'loadSentTokens', [key])
    expect(token?.usedAt).toBe(START + 1)
  })

  test('of a step: forward only', async () => {
    const store = await withUsers()
    await addAuthenticator(store, FIRST, 'qr', 10)
    await addAuthenticator(store, SECOND, 'qr', 10)
    const both = [claim(SECOND, 11), claim(FIRST, 10)]
    expect(await hot(store, 'claimSteps', both, START)).toEqual([true, false])
    expect(await hot(store, 'claimSteps', [claim(SECOND, 11)], START)).toEqual([false])
    expect(await hot(store, 'claimSteps', [claim(SECOND, 9)], START)).toEqual([false])
    expect(await hot(store, 'claimSteps', [claim(SECOND, 12)], START + 5)).toEqual([true])
    expect(await hot(store, 'claimSteps', [{ ...FIRST, id: 'none', step: 99 }], START)).toEqual([
      false,
    ])
    const rows = await store.db
      .selectFrom('authenticators')
      .select(['last_used_step', 'confirmed_at'])
      .where('authy_id', '=', SECOND.authyId)
      .execute()
    expect(rows).toEqual([{ last_used_step: 12, confirmed_at: START }])
  })

  test('twelve at once of one token: one wins', async () => {
    const store = await withUsers()
    await hot(store, 'saveSentTokens', [TOKEN])
    const won = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        hot(store, 'claimSentTokens', [{ ...FIRST, action: '' }], START + index),
      ),
    )
    expect(won.flat().filter(Boolean)).toHaveLength(1)
  })
})

test('a token that is saved again is unused again, with what it is given', async () => {
  const store = await withUsers()
  await hot(store, 'saveSentTokens', [TOKEN])
  await hot(store, 'countGuesses', [{ ...FIRST, action: '' }])
  await hot(store, 'countGuesses', [{ ...FIRST, action: '' }])
  await hot(store, 'claimSentTokens', [{ ...FIRST, action: '' }], START)
  const key = { ...FIRST, action: '' }
  expect(await hot(store, 'loadSentTokens', [key])).toMatchObject([{ guesses: 2, usedAt: START }])
  await hot(store, 'saveSentTokens', [{ ...TOKEN, sealedToken: '1.other', guesses: 1, sends: 3 }])
  expect(await hot(store, 'loadSentTokens', [key])).toMatchObject([
    // The day of its last use stays: whoever verified today is not counted twice.
    { ...LOADED_TOKEN, sealedToken: '1.other', guesses: 1, sends: 3, lastUsedDay: dayOf(START) },
  ])
})

test('a message and its job are there together', async () => {
  const store = await withUsers()
  const message = {
    appId: APP,
    authyId: undefined,
    kind: 'token',
    channel: 'sms',
    locale: 'en',
    toHash: 'hash',
    sealedContent: '1.content',
    region: 'US',
    createdAt: START,
    expiresAt: START + 1_000,
  } as const
  await hot(store, 'insertMessages', [
    { ...message, id: 'm1', authyId: FIRST.authyId },
    { ...message, id: 'm2' },
  ])
  const messages = await store.db
    .selectFrom('messages')
    .select(['id', 'authy_id', 'status', 'attempts'])
    .orderBy('number')
    .execute()
  expect(messages).toEqual([
    { id: 'm1', authy_id: FIRST.authyId, status: 'queued', attempts: 0 },
    { id: 'm2', authy_id: null, status: 'queued', attempts: 0 },
  ])
  const job = {
    kind: 'deliver-message',
    due_at: START,
    leased_until: 0,
    attempts: 0,
    deadline_at: START + 1_000,
    subject: null,
  }
  expect(await store.db.selectFrom('jobs').selectAll().orderBy('id').execute()).toEqual([
    { id: 'm1', ...job },
    { id: 'm2', ...job },
  ])
})

function event(kind: string, authyId: number | undefined) {
  return { appId: APP, authyId, at: START, kind, facts: '{}' }
}

function counter(name: string, by: number, hour = 0) {
  return { appId: APP, hour, name, by }
}

test('events are kept in their order, counters are added up', async () => {
  const store = await withUsers()
  await hot(store, 'recordEvents', [event('b', FIRST.authyId), event('a', undefined)])
  const events = await store.db
    .selectFrom('events')
    .select(['kind', 'authy_id'])
    .orderBy('id')
    .execute()
  expect(events).toEqual([
    { kind: 'b', authy_id: FIRST.authyId },
    { kind: 'a', authy_id: null },
  ])
  await hot(store, 'addCounters', [counter('y', 2), counter('x', 1)])
  await hot(store, 'addCounters', [counter('x', 5), counter('x', 1, 3_600_000)])
  const counters = await store.db
    .selectFrom('counters')
    .select(['hour', 'name', 'count'])
    .orderBy('name')
    .orderBy('hour')
    .execute()
  expect(counters).toEqual([
    { hour: 0, name: 'x', count: 6 },
    { hour: 3_600_000, name: 'x', count: 1 },
    { hour: 0, name: 'y', count: 2 },
  ])
})

describe('a group', () => {
  test('of which one fails leaves nothing of that one, and all of its neighbours', async () => {
    const store = await withUsers()
    const guess = [{ ...FIRST, action: '' }]
    await hot(store, 'saveSentTokens', [TOKEN])
    const outcomes = await Promise.allSettled([
      store.runAct('countGuesses', 'a', [guess]),
      store.runAct('fail', 'b', 'here'),
      store.runAct('recordEvents', 'c', [
        [{ appId: APP, authyId: undefined, at: START, kind: 'x', facts: '{}' }],
      ]),
    ])
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(await hot(store, 'loadSentTokens', guess)).toMatchObject([{ guesses: 1 }])
    expect(await store.db.selectFrom('events').selectAll().execute()).toHaveLength(1)
  })

  test('after a failure works as before', async () => {
    const store = await withUsers()
    await expect(store.runAct('fail', 'a', 'once')).rejects.toThrow('fail once')
    await expect(
      hot(store, 'insertMessages', [
        // A text where a number belongs: the database refuses it.
        JSON.parse('{"id":null,"appId":1,"kind":"token","channel":"sms"}'),
      ]),
    ).rejects.toThrow(/null/i)
    expect(await hot(store, 'loadAttempts', [FIRST])).toMatchObject([{ wrongTokens: 0 }])
    expect(await store.db.selectFrom('jobs').selectAll().execute()).toEqual([])
  })

  test('and a transaction beside it never see each other halfway', async () => {
    const store = await withUsers()
    await hot(store, 'saveSentTokens', [TOKEN])
    const key = [{ ...FIRST, action: '' }]
    await Promise.all([
      ...Array.from({ length: 20 }, () => hot(store, 'countGuesses', key)),
      ...Array.from({ length: 20 }, () =>
        store.db.transaction().execute(async (tx) => {
          await sql`UPDATE sent_tokens SET sends = sends + 1`.execute(tx)
        }),
      ),
    ])
    expect(await hot(store, 'loadSentTokens', key)).toMatchObject([{ guesses: 20, sends: 21 }])
  })
})
