import { expect, test } from 'vitest'
import type { PhoneVerificationWrite } from '../../src/store/hot-phone-verifications.ts'
import type { Store } from '../../src/store/open.ts'
import { START } from '../test-clock.ts'
import { hot } from './call-hot.ts'
import { emptyStore } from './empty-store.ts'

const LIVING: PhoneVerificationWrite = {
  appId: 1,
  phoneHash: 'hash-b',
  id: 'id-b',
  sealedCode: '1.sealed',
  via: 'sms',
  expiresAt: START + 600_000,
  guesses: 0,
  sends: 1,
  lastSentAt: START,
  createdAt: START,
  messageId: 'message',
}
const KEY = { appId: LIVING.appId, phoneHash: LIVING.phoneHash }
const NONE = { appId: 1, phoneHash: 'hash-none' }
const CLAIM = { ...KEY, id: LIVING.id, most: 5 }

async function withApps(): Promise<Store> {
  const store = await emptyStore()
  for (const name of ['Acme', 'Second'])
    await store.db
      .insertInto('apps')
      .values({ name, plan: 'production', settings: '{}', created_at: START })
      .execute()
  return store
}

async function load(store: Store) {
  const [row] = await hot(store, 'loadPhoneVerifications', [KEY])
  return row
}

test('are loaded in the order of the asking, of their app alone, and absent where there is none', async () => {
  const store = await withApps()
  const other = { ...LIVING, phoneHash: 'hash-a', id: 'id-a' }
  await hot(store, 'savePhoneVerifications', [LIVING, other])
  const loaded = await hot(store, 'loadPhoneVerifications', [
    { ...KEY, appId: 2 },
    { ...KEY, phoneHash: 'hash-a' },
    NONE,
    KEY,
  ])
  expect(loaded.map((row) => row?.id)).toEqual([undefined, 'id-a', undefined, 'id-b'])
  const { appId: _app, phoneHash: _hash, ...columns } = LIVING
  expect(loaded[3]).toMatchObject({ ...columns, verifiedAt: undefined })
})

test('the next one of a number takes the place of the last, verified or not', async () => {
  const store = await withApps()
  await hot(store, 'savePhoneVerifications', [LIVING])
  await hot(store, 'claimPhoneVerifications', [CLAIM], START + 1)
  expect(await load(store)).toMatchObject({ verifiedAt: START + 1, guesses: 1 })
  const next = {
    ...LIVING,
    id: 'next',
    sealedCode: '1.next',
    via: 'call' as const,
    createdAt: START + 2,
  }
  await hot(store, 'savePhoneVerifications', [next])
  const { appId: _app, phoneHash: _hash, ...columns } = next
  expect(await load(store)).toMatchObject({ ...columns, verifiedAt: undefined })
})

test('are claimed once', async () => {
  const store = await withApps()
  await hot(store, 'savePhoneVerifications', [LIVING])
  expect(await hot(store, 'claimPhoneVerifications', [CLAIM], START)).toEqual([true])
  expect(await hot(store, 'claimPhoneVerifications', [CLAIM], START)).toEqual([false])
  expect(await hot(store, 'countCodeGuesses', [CLAIM], START)).toEqual([false])
})

test.each(['claimPhoneVerifications', 'countCodeGuesses'] as const)(
  '%s counts a guess while there is one, and only at what lives',
  async (method) => {
    const store = await withApps()
    await hot(store, 'savePhoneVerifications', [{ ...LIVING, guesses: 4 }])
    const claims = [
      { ...CLAIM, id: 'of before' },
      { ...CLAIM, appId: 2 },
      { ...CLAIM, ...NONE },
      { ...CLAIM, most: 4 },
    ]
    expect(await hot(store, method, claims, START)).toEqual([false, false, false, false])
    expect(await hot(store, method, [CLAIM], LIVING.expiresAt)).toEqual([false])
    expect(await load(store)).toMatchObject({ guesses: 4 })
    expect(await hot(store, method, [CLAIM], LIVING.expiresAt - 1)).toEqual([true])
    expect(await load(store)).toMatchObject({ guesses: 5 })
    expect(await hot(store, method, [CLAIM], START)).toEqual([false])
  },
)

test('a number is held without a row, any number of times', async () => {
  const store = await withApps()
  await hot(store, 'holdPhones', [KEY, NONE, KEY])
  await hot(store, 'holdPhones', [NONE, KEY])
  expect(await load(store)).toBeUndefined()
})
