import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Channel, DeliveryResult, Provider } from '../../src/delivery/provider.ts'
import { register } from '../routes/person.ts'
import { START } from '../test-clock.ts'
import { type TestServer, testServer } from '../test-server.ts'

const LEASE_MS = 20_000
/** Tokens live ten minutes; the last attempt is made fifteen seconds before. */
const LAST_ATTEMPT_AT = 600_000 - 15_000

const SENT: DeliveryResult = { status: 'sent', providerMessageId: 'carrier-1' }
const DOWN: DeliveryResult = { status: 'failed', reason: 'the carrier is down' }
const NEVER: DeliveryResult = { status: 'refused', reason: 'no such number' }

/** A provider that remembers which messages it was given, and answers as it is told. */
function recording(
  name: string,
  answer: (attempt: number) => DeliveryResult | Promise<DeliveryResult>,
) {
  const ids: string[] = []
  const provider: Provider = {
    name,
    channels: ['sms', 'call', 'email'],
    deliver: async (message) => {
      ids.push(message.id)
      return await answer(ids.length)
    },
    check: async () => undefined,
  }
  return { provider, ids }
}

const everywhere = (
  ...all: readonly Provider[]
): Readonly<Record<Channel, readonly Provider[]>> => ({ sms: all, call: all, email: all })

/** A server with one user, whose messages go to these providers. */
async function withProviders(...all: readonly Provider[]) {
  const server = await testServer({ providers: everywhere(...all) })
  await server.set('sendsPerPhone', '1000')
  const id = await register(server)
  return { server, id, send: (action = '') => server.call(`GET /sms/${id}?action=${action}`) }
}

const jobs = (server: TestServer) =>
  server.deps.db.selectFrom('jobs').selectAll().orderBy('id').execute()

/** Lets the worker do all it can now, and says when the next job is due. */
async function run(server: TestServer): Promise<number | undefined> {
  await server.worker.runUntilIdle()
  const [job] = await jobs(server)
  return job?.due_at
}

/** Makes every change of a message fail, as a lost connection would; returns what undoes it. */
async function refuseChanges(server: TestServer, of = '%'): Promise<() => Promise<unknown>> {
  const { db, dialect } = server.deps
  if (dialect === 'sqlite') {
    await sql
      .raw(
        `CREATE TRIGGER refuse BEFORE UPDATE ON messages WHEN old.id LIKE '${of}' BEGIN SELECT RAISE(ABORT, 'refused'); END`,
      )
      .execute(db)
    return () => sql`DROP TRIGGER refuse`.execute(db)
  }
  await sql
    .raw(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF old.id LIKE '${of}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN new; END $$`,
    )
    .execute(db)
  await sql`CREATE TRIGGER refuse BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION refuse()`.execute(
    db,
  )
  return () => sql`DROP TRIGGER refuse ON messages`.execute(db)
}

test('what is delivered is marked so, and its job is gone', async () => {
  const carrier = recording('carrier', () => SENT)
  const { server, send } = await withProviders(carrier.provider)
  await send()
  server.clock.advance(7)
  await server.worker.runUntilIdle()
  const [message] = await server.deps.db.selectFrom('messages').selectAll().execute()
  expect(message).toMatchObject({
    status: 'sent',
    provider: 'carrier',
    provider_message_id: 'carrier-1',
    attempts: 1,
    last_error: null,
    sent_at: server.clock.now(),
  })
  expect(carrier.ids).toEqual([message?.id])
  expect(await jobs(server)).toEqual([])
})

describe('a lease', () => {
  test('keeps a job to one worker until it ends', async () => {
    const hanging = recording('hanging', () => new Promise<DeliveryResult>(() => {}))
    const { server, send } = await withProviders(hanging.provider)
    const other = server.anotherNode()
    await send()
    expect(await server.worker.look()).toBe(true)
    expect(await jobs(server)).toMatchObject([
      { attempts: 1, leased_until: server.clock.now() + LEASE_MS },
    ])
    server.clock.advance(LEASE_MS - 1)
    expect(await other.worker.look()).toBe(false)
    server.clock.advance(1)
    expect(await other.worker.look()).toBe(true)
    expect(await jobs(server)).toMatchObject([{ attempts: 2 }])
    expect(new Set(hanging.ids).size).toBe(1)
  })
})

test('a failure that is told after its lease does not undo what another worker delivered', async () => {
  const late = Promise.withResolvers<DeliveryResult>()
  const carrier = recording('carrier', (attempt) => (attempt === 1 ? late.promise : SENT))
  const { server, send } = await withProviders(carrier.provider)
  await send()
  await server.worker.look()
  server.clock.advance(LEASE_MS)
  await server.anotherNode().worker.runUntilIdle()
  expect(await server.outbox()).toMatchObject([{ status: 'sent' }])
  late.resolve(DOWN)
  await server.worker.runUntilIdle()
  expect(await server.outbox()).toMatchObject([{ status: 'sent', error: undefined }])
  expect(await jobs(server)).toEqual([])
})

describe('at least once', () => {
  test('a crash between delivering and writing it down delivers the same message again', async () => {
    const carrier = recording('carrier', () => SENT)
    const { server, send } = await withProviders(carrier.provider)
    await send()
    const undo = await refuseChanges(server)
    await server.worker.runUntilIdle()
    expect(server.logged()).toContain('a job could not be settled')
    expect(await server.outbox()).toMatchObject([{ status: 'queued' }])
    await undo()
    expect(await server.worker.look()).toBe(false)
    server.clock.advance(LEASE_MS)
    await server.anotherNode().worker.runUntilIdle()
    const [message] = await server.outbox()
    expect(message?.status).toBe('sent')
    expect(carrier.ids).toEqual([message?.id, message?.id])
  })

  test('what finished while another’s writing failed is written down all the same', async () => {
    const finishing: (() => void)[] = []
    const carrier = recording('carrier', async (attempt) => {
      if (attempt === 2) await new Promise<void>((resolve) => finishing.push(resolve))
      return SENT
    })
    const { server, send } = await withProviders(carrier.provider)
    await send('first')
    await send('second')
    await server.worker.look()
    const [first = '', second] = carrier.ids
    const undo = await refuseChanges(server, first)
    for (const finish of finishing) finish()
    await server.worker.runUntilIdle()
    await undo()
    const messages = await server.outbox()
    expect(messages.find(({ id }) => id === second)?.status).toBe('sent')
  })
})

describe('what fails', () => {
  test('comes back later and later, never past the last moment, and is then given up', async () => {
    const down = recording('down', () => DOWN)
    const { server, send } = await withProviders(down.provider)
    await send()
    const waits: number[] = []
    const sentAt = server.clock.now()
    for (let due = await run(server); due !== undefined; due = await run(server)) {
      waits.push(due - server.clock.now())
      server.clock.advance(due - server.clock.now())
    }
    expect(server.clock.now() - sentAt).toBe(LAST_ATTEMPT_AT)
    expect(down.ids).toHaveLength(waits.length + 1)
    const bounds = [2_000, 4_000, 8_000, 16_000, 32_000]
    for (const [index, most] of bounds.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(most / 2)
      expect(waits[index]).toBeLessThanOrEqual(most)
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000)
    expect(await server.outbox()).toMatchObject([
      { status: 'failed', error: 'the carrier is down', provider: 'down' },
    ])
    expect(new Set(down.ids).size).toBe(1)
  })

  test('together does not come back together', async () => {
    const { server, send } = await withProviders(recording('down', () => DOWN).provider)
    for (let index = 0; index < 20; index++) await send(`a${index}`)
    await server.worker.runUntilIdle()
    const due = (await jobs(server)).map((job) => job.due_at)
    expect(due).toHaveLength(20)
    expect(new Set(due).size).toBeGreaterThan(10)
  })

  test('waits as long as the provider asks', async () => {
    const busy = recording('busy', () => ({ ...DOWN, retryAfterMs: 45_000 }))
    const { server, send } = await withProviders(busy.provider)
    await send()
    expect(await run(server)).toBe(server.clock.now() + 45_000)
  })

  test('is told in the outbox while it waits', async () => {
    const { server, send } = await withProviders(recording('down', () => DOWN).provider)
    await send()
    await server.worker.runUntilIdle()
    expect(await server.outbox()).toMatchObject([
      { status: 'queued', error: 'the carrier is down', provider: 'down' },
    ])
  })

  test('and then goes out has no error any more', async () => {
    const carrier = recording('carrier', (attempt) => (attempt === 1 ? DOWN : SENT))
    const { server, send } = await withProviders(carrier.provider)
    await send()
    const due = await run(server)
    server.clock.advance((due ?? 0) - server.clock.now())
    await server.worker.runUntilIdle()
    expect(await server.outbox()).toMatchObject([{ status: 'sent', error: undefined }])
  })
})

test('what is refused is not tried again', async () => {
  const refusing = recording('refusing', () => NEVER)
  const { server, send } = await withProviders(refusing.provider)
  await send()
  await server.worker.runUntilIdle()
  server.clock.advance(300_000)
  await server.worker.runUntilIdle()
  expect(refusing.ids).toHaveLength(1)
  expect(await server.outbox()).toMatchObject([{ status: 'refused', error: 'no such number' }])
  expect(await jobs(server)).toEqual([])
})

test('providers have their turn one after the other', async () => {
  const order: string[] = []
  const named = (name: string) =>
    recording(name, () => {
      order.push(name)
      return DOWN
    }).provider
  const { server, send } = await withProviders(named('first'), named('second'), named('third'))
  await send()
  for (let attempt = 0; attempt < 5; attempt++) {
    const due = await run(server)
    server.clock.advance((due ?? 0) - server.clock.now())
  }
  expect(order.slice(0, 5)).toEqual(['first', 'second', 'third', 'first', 'second'])
})

test('a token that died before it could be sent is not sent', async () => {
  const carrier = recording('carrier', () => SENT)
  const { server, send } = await withProviders(carrier.provider)
  await send()
  server.clock.advance(600_000)
  await server.worker.runUntilIdle()
  expect(carrier.ids).toEqual([])
  expect(await server.outbox()).toMatchObject([
    { status: 'refused', error: 'The token had expired before it could be sent.' },
  ])
})

describe('an app', () => {
  test('has its own order of providers, and its own sender', async () => {
    const senders: (string | undefined)[] = []
    const provider = (name: string): Provider => ({
      ...recording(name, () => SENT).provider,
      deliver: async ({ senderName }) => {
        senders.push(senderName)
        return SENT
      },
    })
    const { server, send } = await withProviders(provider('twilio'), provider('http'))
    await send()
    await server.worker.runUntilIdle()
    await server.set('smsProviders', 'http')
    await server.set('senderName', 'Acme')
    await send('transfer')
    await server.worker.runUntilIdle()
    const sent = await server.outbox()
    expect(sent.map(({ provider }) => provider)).toEqual(['twilio', 'http'])
    expect(senders).toEqual([undefined, 'Acme'])
  })
})

describe('each job stands alone', () => {
  test('a provider that throws, and a message that does not open, hold nobody up', async () => {
    const carrier = recording('carrier', (attempt) => {
      if (attempt === 1) throw new Error('a bug')
      return SENT
    })
    const { server, send } = await withProviders(carrier.provider)
    for (const action of ['a', 'b', 'c']) await send(action)
    const [first] = await server.deps.db
      .selectFrom('messages')
      .select('id')
      .orderBy('number')
      .execute()
    await server.deps.db
      .updateTable('messages')
      .set({ sealed_content: '1.nonsense' })
      .where('id', '=', first?.id ?? '')
      .execute()
    await server.worker.runUntilIdle()
    const states = await server.deps.db
      .selectFrom('messages')
      .select('status')
      .orderBy('number')
      .execute()
    expect(states.map(({ status }) => status).toSorted()).toEqual(['queued', 'queued', 'sent'])
    expect((await jobs(server)).length).toBe(2)
  })

  test('one whose message is gone is dropped', async () => {
    const carrier = recording('carrier', () => SENT)
    const { server, send } = await withProviders(carrier.provider)
    await send('a')
    await send('b')
    const [message] = await server.outbox()
    await server.deps.db
      .deleteFrom('messages')
      .where('id', '=', message?.id ?? '')
      .execute()
    await server.worker.runUntilIdle()
    expect(carrier.ids).toHaveLength(1)
    expect(await jobs(server)).toEqual([])
  })
})

test('two workers on one database deliver each message once', async () => {
  const carrier = recording('carrier', () => SENT)
  const { server, send } = await withProviders(carrier.provider)
  const other = server.anotherNode()
  for (let index = 0; index < 250; index++) await send(`a${index}`)
  await Promise.all([server.worker.runUntilIdle(), other.worker.runUntilIdle()])
  expect(carrier.ids).toHaveLength(250)
  expect(new Set(carrier.ids).size).toBe(250)
  expect(await jobs(server)).toEqual([])
  const { rows } = await sql<{ status: string }>`SELECT DISTINCT status FROM messages`.execute(
    server.deps.db,
  )
  expect(rows).toEqual([{ status: 'sent' }])
})

test('stopping ends what is under way, and leaves it to be tried again', async () => {
  const stoppable: Provider = {
    name: 'stoppable',
    channels: ['sms'],
    deliver: async (_message, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      return { status: 'failed', reason: 'stopped' }
    },
    check: async () => undefined,
  }
  const { server, send } = await withProviders(stoppable)
  await send()
  await server.worker.look()
  await server.worker.stop()
  expect(await server.outbox()).toMatchObject([{ status: 'queued', error: 'stopped' }])
  const [job] = await jobs(server)
  expect(job?.leased_until).toBe(0)
  expect(job?.due_at).toBeGreaterThan(START)
  expect(await server.worker.look()).toBe(false)
})

test('stopping waits for no provider that does not heed it', async () => {
  const deaf = recording('deaf', () => new Promise<DeliveryResult>(() => {}))
  const { server, send } = await withProviders(deaf.provider)
  await send()
  await server.worker.look()
  await server.worker.stop()
  expect(await server.outbox()).toMatchObject([
    { status: 'queued', error: 'The attempt was stopped.' },
  ])
})

test('the queue tells how much there is and how late the oldest is', async () => {
  const { server, send } = await withProviders(recording('down', () => DOWN).provider)
  await send('a')
  await send('b')
  server.clock.advance(9_000)
  const metrics = (await server.app.inject({ url: '/metrics' })).body
  expect(metrics).toContain('countersign_jobs 2')
  expect(metrics).toContain('countersign_oldest_job_seconds 9')
  await server.worker.runUntilIdle()
  const after = (await server.app.inject({ url: '/metrics' })).body
  expect(after).toContain(
    'countersign_deliveries_total{channel="sms",provider="down",status="failed"} 2',
  )
  expect(after).toContain('countersign_oldest_job_seconds 0')
})
