import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { getConsoleApp } from '../../../src/actions/console/console-app.ts'
import { createLogFollowing } from '../../../src/actions/following/follow-logs.ts'
import { recordEvent } from '../../../src/store/counters.ts'
import { testOperator } from '../../operator.ts'
import { START } from '../../test-clock.ts'
import { type TestServer, testServer } from '../../test-server.ts'

async function record(server: TestServer, appId: number, kind: string, facts: object = {}) {
  await recordEvent(server.deps.db, {
    appId,
    authyId: undefined,
    at: server.deps.now(),
    kind,
    facts: JSON.stringify(facts),
  })
}

const kindsOf = (body: { items: readonly { kind: string }[] }) => body.items.map(({ kind }) => kind)

describe('the feed of events', () => {
  it('shows nobody what happens in the app of the operators, and to owners alone what operators do', async () => {
    const server = await testServer()
    const { id } = await getConsoleApp(server.deps)
    await record(server, id, 'totp_token_sent')
    await record(server, 0, 'operator_signed_in', { operatorId: 1 })
    await record(server, server.appId, 'user_added')
    const owner = await testOperator(server)
    expect(kindsOf((await owner.ask('GET /events')).body)).toEqual([
      'user_added',
      'operator_signed_in',
    ])
    expect((await owner.ask(`GET /events?app=${id}`)).status).toBe(403)
    const support = await testOperator(server, [{ appId: 0, role: 'support' }])
    expect(kindsOf((await support.ask('GET /events')).body)).toEqual(['user_added'])
  })

  it('lists what happened, newest first, by page, app, kind and time', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const owner = await testOperator(server)
    const { operatorId, ask } = owner
    const shown = { operatorId, what: 'name', from: { name: 'A' }, to: { name: '<b>B</b>' } }
    for (const [appId, kind, facts] of [
      [server.appId, 'user_added', {}],
      [other.appId, 'token_verified', { by: 'sms' }],
      [server.appId, 'operator_app_changed', shown],
      [0, 'operator_signed_in', { operatorId: 99 }],
      [server.appId, 'token_invalid', { reason: 'invalid' }],
    ] as const) {
      await record(server, appId, kind, facts)
      server.clock.advance(60_000)
    }
    const first = await ask('GET /events?limit=2')
    expect(kindsOf(first.body)).toEqual(['token_invalid', 'operator_signed_in'])
    expect(first.body.items[1]).toMatchObject({ operator: { id: 99, name: 'Operator 99' } })
    const second = await ask(`GET /events?limit=2&after=${first.body.next}`)
    expect(second.body.items[0]).toMatchObject({
      facts: shown,
      operator: { id: operatorId },
      at: START + 120_000,
    })
    const third = await ask(`GET /events?limit=2&after=${second.body.next}`)
    expect(kindsOf(third.body)).toEqual(['user_added'])
    expect(third.body.next).toBeNull()
    const only = async (query: string) => kindsOf((await ask(`GET /events?${query}`)).body)
    expect(await only(`app=${other.appId}`)).toEqual(['token_verified'])
    expect(await only('kind=user_added')).toEqual(['user_added'])
    expect(await only('kind=operator_')).toEqual(['operator_signed_in', 'operator_app_changed'])
    expect(await only(`from=${START + 60_000}&until=${START + 180_000}`)).toEqual([
      'operator_app_changed',
      'token_verified',
    ])
    expect(await only(`until=${START}`)).toEqual([])
  })

  it('shows each operator their apps alone, and nothing of the service', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    await record(server, 0, 'operator_signed_in')
    await record(server, server.appId, 'user_added')
    await record(server, other.appId, 'user_removed')
    const { ask } = await testOperator(server, [{ appId: other.appId, role: 'support' }])
    expect(kindsOf((await ask('GET /events')).body)).toEqual(['user_removed'])
    expect((await ask(`GET /events?app=${server.appId}`)).status).toBe(403)
    expect((await ask(`GET /events/live?app=${server.appId}`)).status).toBe(403)
  })

  it('lists what is about one person, by the index of following', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    for (const [appId, authyId, kind] of [
      [server.appId, 7, 'user_added'],
      [server.appId, 8, 'user_added'],
      [other.appId, 7, 'token_verified'],
      [server.appId, 7, 'user_removed'],
    ] as const) {
      const at = server.deps.now()
      await recordEvent(server.deps.db, { appId, authyId, at, kind, facts: '{}' })
      server.clock.advance(60_000)
    }
    await createLogFollowing(server.deps).followToEnd()
    const { ask } = await testOperator(server)
    const first = await ask('GET /events?authyId=7&limit=2')
    expect(kindsOf(first.body)).toEqual(['user_removed', 'token_verified'])
    const second = await ask(`GET /events?authyId=7&limit=2&after=${first.body.next}`)
    expect(second.body).toMatchObject({ items: [{ kind: 'user_added', authyId: 7 }], next: null })
    const late = `GET /events?authyId=7&from=${START + 60_000}&until=${START + 180_000}`
    expect(kindsOf((await ask(late)).body)).toEqual(['token_verified'])
    const support = await testOperator(server, [{ appId: other.appId, role: 'support' }])
    expect(kindsOf((await support.ask('GET /events?authyId=7')).body)).toEqual(['token_verified'])
    expect((await ask('GET /events?authyId=x')).status).toBe(400)
  })

  it('refuses what is no kind, time, cursor or length', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    for (const query of [
      'kind=%25',
      'kind=<b>',
      `kind=${'a'.repeat(10_000)}`,
      'from=x',
      'after=-1',
      'limit=101',
      'limit=0',
    ])
      expect([query, (await ask(`GET /events?${query}`)).status]).toEqual([query, 400])
  })

  it('looks for what is rare a piece at a time', async () => {
    const server = await testServer()
    const { db } = server.deps
    await record(server, server.appId, 'user_added')
    const row = {
      app_id: server.appId,
      authy_id: null,
      at: START,
      kind: 'token_verified',
      facts: '{}',
    }
    for (let batch = 0; batch < 26; batch++)
      await db
        .insertInto('events')
        .values(Array.from({ length: 4_000 }, () => row))
        .execute()
    const { ask } = await testOperator(server)
    const first = await ask('GET /events?kind=user_added')
    expect(first.body.items).toEqual([])
    const second = await ask(`GET /events?kind=user_added&after=${first.body.next}`)
    expect(kindsOf(second.body)).toEqual(['user_added'])
    expect(second.body.next).toBeNull()
  })

  it('tells live of what happens from now on, and ends with the service', async () => {
    const server = await testServer()
    const { cookie } = await testOperator(server)
    await server.app.listen({ port: 0, host: '127.0.0.1' })
    // A listening TCP server's address is never a pipe's name.
    const { port } = server.app.server.address() as AddressInfo
    await record(server, server.appId, 'user_added')
    const response = await fetch(`http://127.0.0.1:${port}/console/api/events/live?kind=user_`, {
      headers: { cookie },
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-store')
    let told = ''
    const reading = (async () => {
      for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
        told += text
    })()
    const until = async (text: string) => {
      while (!told.includes(text)) {
        server.clock.advance(1_000)
        await new Promise<void>((resolve) => {
          setImmediate(resolve)
        })
      }
    }
    await until('event: hello')
    await record(server, server.appId, 'token_verified')
    await record(server, server.appId, 'user_removed')
    await until('event: events')
    expect(told.match(/event: events/g)).toHaveLength(1)
    // The page reads what it is under its own rights.
    expect(told).not.toContain('user_removed')
    await server.app.close()
    await reading
  })
})
