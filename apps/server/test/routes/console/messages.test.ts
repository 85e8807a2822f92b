import { describe, expect, it, vi } from 'vitest'
import { createLogFollowing } from '../../../src/actions/following/follow-logs.ts'
import { listen } from '../../attacks/socket.ts'
import { testOperator } from '../../operator.ts'
import { type TestServer, testServer } from '../../test-server.ts'
import { newestToken, PHONE, register } from '../person.ts'

const follow = ({ deps }: TestServer) => createLogFollowing(deps).followToEnd()

async function messages(server: TestServer): Promise<number> {
  const jane = await register(server)
  for (const [at, channel] of ['sms', 'call'].entries()) {
    server.clock.advance(60_000 * at)
    await server.call(`GET /${channel}/${jane}`)
  }
  await server.call(`POST /email/${jane}`)
  await server.worker.runUntilIdle()
  await follow(server)
  return jane
}

describe('messages', () => {
  it('are listed newest first, filtered, with their delivery and without what they say', async () => {
    const server = await testServer()
    await messages(server)
    const { ask } = await testOperator(server)
    const list = async (query: string) => (await ask(`GET /messages?${query}`)).body
    const channels = async (query: string) =>
      (await list(query)).items.map((each: { channel: string }) => each.channel)
    expect(await channels('')).toEqual(['email', 'call', 'sms'])
    const first = await list('limit=1')
    expect(first.items[0]).toMatchObject({
      to: 'jdoe@example.com',
      status: 'sent',
      provider: 'outbox',
      latencyMs: 0,
      cost: null,
      isLiving: true,
    })
    expect(JSON.stringify(first)).not.toContain(await newestToken(server, 'jdoe@example.com'))
    expect(await channels(`limit=1&after=${first.next}`)).toEqual(['call'])
    expect(await channels('channel=sms')).toEqual(['sms'])
    expect(await channels('status=failed')).toEqual([])
    expect(await channels('provider=outbox&limit=2')).toEqual(['email', 'call'])
    expect(await channels(`to=${encodeURIComponent('+1 317 338 9302')}`)).toEqual(['call', 'sms'])
    expect(await channels('to=JDOE@example.com')).toEqual(['email'])
    expect(await channels(`until=${server.clock.now() - 1}`)).toEqual(['sms'])
    expect(await channels(`from=${server.clock.now()}`)).toEqual(['email', 'call'])
    const other = await server.newApp('Other')
    expect(await channels(`app=${other.appId}`)).toEqual([])
    const stranger = await testOperator(server, [{ appId: other.appId, role: 'owner' }])
    expect((await stranger.ask('GET /messages')).body.items).toEqual([])
    const support = await testOperator(server, [{ appId: server.appId, role: 'support' }])
    const tos = (await support.ask('GET /messages')).body.items.map(
      (each: { to: string }) => each.to,
    )
    expect(tos).toEqual(['j•••@example.com', '+1•••••02', '+1•••••02'])
    for (const query of [
      'channel=fax',
      'to=jane',
      'after=x',
      'provider=%00',
      'from=soon',
      'limit=1000',
    ])
      expect([query, (await ask(`GET /messages?${query}`)).status]).toEqual([query, 400])
  })

  it('are sent once more under an id of their own, while the token lives', async () => {
    const server = await testServer()
    const jane = await register(server)
    await server.call(`GET /sms/${jane}`)
    await server.worker.runUntilIdle()
    const { ask } = await testOperator(server, [{ appId: server.appId, role: 'operator' }])
    const [message] = (await ask('GET /messages')).body.items
    const resend = (id: string) => ask(`POST /apps/${server.appId}/messages/${id}/resend`, {})
    const [once, twice] = await Promise.all([resend(message.id), resend(message.id)])
    expect([once.status, twice.status].toSorted((a, b) => a - b)).toEqual([200, 429])
    await server.worker.runUntilIdle()
    const [newest] = (await ask('GET /messages')).body.items
    expect(newest).toMatchObject({ resentFrom: message.id, status: 'sent', to: PHONE })
    expect(newest.id).not.toBe(message.id)
    const verified = await server.call(`GET /verify/${await newestToken(server)}/${jane}`)
    expect(verified.status).toBe(200)
    server.clock.advance(3_600_000)
    expect((await resend(message.id)).body.error).toMatchObject({ code: 'conflict' })
    expect((await resend('0'.repeat(36))).status).toBe(404)
    expect((await resend('%3Cscript%3E')).status).toBe(404)
    const other = await server.newApp('Other')
    const stranger = await testOperator(server, [{ appId: other.appId, role: 'owner' }])
    const path = `POST /apps/${other.appId}/messages/${message.id}/resend`
    expect((await stranger.ask(path, {})).status).toBe(404)
  })
})

describe('the handset', () => {
  it('shows a phone with its SMS, calls and e-mails, to supporters with no digit of a token', async () => {
    const server = await testServer()
    const jane = await messages(server)
    const { ask } = await testOperator(server)
    expect((await ask('GET /handsets')).body.items).toEqual([
      { to: PHONE, authyId: jane, lastAt: server.clock.now(), count: 3 },
    ])
    const phone = (await ask(`GET /handset?to=${encodeURIComponent(PHONE)}`)).body
    const token = await newestToken(server)
    expect(phone).toMatchObject({ to: PHONE, authyId: jane })
    expect(phone.items).toMatchObject([
      { channel: 'email', token, subject: expect.any(String) },
      { channel: 'call', token, language: 'en-US' },
      { channel: 'sms', token, appName: 'Acme' },
    ])
    const support = await testOperator(server, [{ appId: server.appId, role: 'support' }])
    const masked = (await support.ask(`GET /handset?authyId=${jane}`)).body
    expect(masked.to).toBe('+1•••••02')
    expect(masked.items).toHaveLength(3)
    for (const item of masked.items) {
      expect(item.token).toBe(null)
      expect(`${item.subject}${item.text}`).not.toMatch(/\d/)
    }
    expect((await support.ask('GET /handsets')).body.items[0].to).toBe('+1•••••02')
    for (const query of ['', 'to=x', `to=${'1'.repeat(10_000)}`, 'authyId=x'])
      expect([query, (await ask(`GET /handset?${query}`)).status]).toEqual([query, 400])
    expect((await ask('GET /handset?authyId=1')).body.error?.code).toBe('invalid')
  })

  it('shows nothing that a carrier took, and nothing of the service itself to who sees one app', async () => {
    const server = await testServer()
    const jane = await messages(server)
    await server.deps.db
      .updateTable('messages')
      .set({ provider: 'twilio' })
      .where('channel', '=', 'sms')
      .execute()
    await server.deps.db
      .updateTable('messages')
      .set({ app_id: 0 })
      .where('channel', '=', 'call')
      .execute()
    await server.deps.db.deleteFrom('recipient_messages').execute()
    await server.deps.db.deleteFrom('followers').where('name', '=', 'recipient-messages').execute()
    await follow(server)
    const shown = async ({ ask }: Awaited<ReturnType<typeof testOperator>>) =>
      (await ask(`GET /handset?authyId=${jane}`)).body.items.map(
        (each: { channel: string }) => each.channel,
      )
    expect(await shown(await testOperator(server))).toEqual(['email', 'call'])
    const acme = await testOperator(server, [{ appId: server.appId, role: 'owner' }])
    expect(await shown(acme)).toEqual(['email'])
    const supportOfAll = await testOperator(server, [{ appId: 0, role: 'support' }])
    expect(await shown(supportOfAll)).toEqual(['email'])
  })

  it('is live: a stream tells that something came, and ends with the session', async () => {
    const server = await testServer()
    const jane = await register(server)
    const { cookie } = await testOperator(server)
    const port = await listen(server.app)
    const url = `http://127.0.0.1:${port}/console/api/messages/stream`
    const open = () => fetch(url, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    const response = await open()
    let text = ''
    const reading = (async () => {
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
    })()
    const others = await Promise.all(Array.from({ length: 5 }, open))
    expect((await open()).status).toBe(429)
    await vi.waitFor(() => expect(text).toContain('event: hello'))
    await server.call(`GET /sms/${jane}`)
    await server.worker.runUntilIdle()
    await vi.waitFor(() => {
      server.clock.advance(1_000)
      expect(text).toContain('event: messages\ndata: {}')
    })
    expect(text).not.toMatch(/\d{4}/)
    await server.deps.db.updateTable('operator_sessions').set({ revoked_at: 1 }).execute()
    let isOver = false
    void reading.then(() => (isOver = true))
    await vi.waitFor(() => {
      server.clock.advance(1_000)
      expect(isOver).toBe(true)
    }, 10_000)
    for (const each of others) await each.body?.cancel()
  })
})
