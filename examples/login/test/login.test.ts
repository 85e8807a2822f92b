import { expect, test } from 'vitest'
import { approveNewest, isIn, logIn, openBank, PERSON, signUp } from './harness.ts'

test('the first login is by a token, which proves that the number is theirs', async () => {
  const bank = await openBank()
  const visitor = bank.visit()
  await visitor.get('/signup')
  expect(await visitor.submit('/signup', PERSON)).toMatchObject({
    status: 303,
    location: '/login/token',
  })
  expect(await isIn(visitor)).toBe(false)
  const page = await visitor.get('/login/token')
  expect(page.text).toContain('We have sent a code by SMS to +1-XXX-XXX-XX02.')
  await visitor.submit('/login/token', { token: await bank.token() })
  expect(await isIn(visitor)).toBe(true)
})

test('an approval that is called back lets the waiting browser in', async () => {
  const bank = await openBank({ numberMatching: true })
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  expect(await logIn(visitor)).toBe('/login/wait')
  const page = await visitor.get('/login/wait')
  const [, number] = /class="number"[^>]*>(\d\d)</.exec(page.text) ?? []
  expect(number).toMatch(/^\d\d$/)
  const [approval] = await device.approvals()
  expect(approval?.details).toEqual([
    ['Account', PERSON.email],
    ['Browser', 'Unknown browser'],
    ['IP address', '127.0.0.1'],
    ['Time', '2023-11-14 22:13 UTC'],
  ])
  await approveNewest(device, number)
  await bank.callBack()
  expect(bank.callbacks).toHaveLength(1)
  expect(await visitor.submit('/login/finish')).toMatchObject({ status: 303, location: '/' })
  expect(await isIn(visitor)).toBe(true)
})

test('where no callback comes, the waiting page learns it by asking', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  expect(JSON.parse((await visitor.get('/login/status')).text)).toEqual({ status: 'pending' })
  await approveNewest(device)
  expect(JSON.parse((await visitor.get('/login/status')).text)).toEqual({ status: 'approved' })
  expect(await visitor.submit('/login/finish')).toMatchObject({ location: '/' })
})

test('streams of events tell the waiting page, four at most, and end with the answer', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  const open = () => fetch(`${bank.url}/login/events`, { headers: { cookie: visitor.cookie() } })
  const streams = [await open(), await open(), await open(), await open(), await open()]
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429])
  expect(streams[0]?.headers.get('content-type')).toMatch(/^text\/event-stream/)
  await approveNewest(device)
  await bank.callBack()
  for (const stream of streams.slice(0, 4))
    expect(await stream.text()).toBe(
      'data: {"status":"pending"}\n\ndata: {"status":"approved"}\n\n',
    )
})

test('a denial leads to a token, which is sent when it is asked for', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  const [approval] = await device.approvals()
  if (approval !== undefined) await device.deny(approval)
  const before = (await bank.service.outbox()).length
  expect(await visitor.get('/login/wait')).toMatchObject({ location: '/login/token' })
  expect((await visitor.get('/login/token')).text).toContain(
    'The request was denied on your device.',
  )
  expect((await bank.service.outbox()).length).toBe(before)
  for (const channel of ['sms', 'call', 'email']) {
    await visitor.submit('/login/token/send', { channel })
    expect((await bank.service.outbox()).at(-1)?.channel).toBe(channel)
  }
  await visitor.submit('/login/token', { token: (await bank.service.outbox()).at(-1)?.token ?? '' })
  expect(await isIn(visitor)).toBe(true)
})

test('one that nobody answers ends, and leads to a token', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  bank.service.clock.advance(120_000)
  expect(await visitor.get('/login/wait')).toMatchObject({ location: '/login/token' })
  expect((await visitor.get('/login/token')).text).toContain('Nobody answered in time')
})

test('"this was not me" ends the login, with no token to fall back to', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  const [approval] = await device.approvals()
  if (approval !== undefined) await device.deny(approval, { notMe: true })
  await bank.callBack()
  const page = await visitor.get('/login/token')
  expect(page.status).toBe(403)
  expect(page.text).toContain('reported as not yours')
  expect(await visitor.get('/login/token')).toMatchObject({ location: '/login' })
  // Pushes are paused now, so the person's own next login goes by a token.
  const again = bank.visit()
  expect(await logIn(again)).toBe('/login/token')
  expect((await again.get('/login/token')).text).toContain('Approvals are paused')
})

test('an unknown address and a wrong password are answered alike', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const answers = []
  for (const email of [PERSON.email, 'nobody@example.com']) {
    const visitor = bank.visit()
    await visitor.get('/login')
    const answer = await visitor.submit('/login', { email, password: 'not the password' })
    answers.push([answer.status, answer.text.replaceAll(/value="[^"]*"/g, '')])
  }
  expect(answers[0]).toEqual(answers[1])
  expect(answers[0]?.[0]).toBe(401)
})

test('ten tries of a password are looked at in a quarter of an hour, known address or not', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  for (const email of [PERSON.email, 'nobody@example.com']) {
    const visitor = bank.visit()
    await visitor.get('/login')
    const statuses = new Set<number>()
    for (let wrong = 1; wrong <= 10; wrong += 1)
      statuses.add((await visitor.submit('/login', { email, password: 'wrong' })).status)
    expect([...statuses]).toEqual([401])
    expect((await visitor.submit('/login', { email, password: PERSON.password })).status).toBe(429)
  }
  bank.service.clock.advance(15 * 60_000)
  expect(await logIn(bank.visit())).toBe('/login/token')
})

test('without the service nobody gets in, and nothing internal is said', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const visitor = bank.visit()
  await visitor.get('/login')
  await bank.service.app.close()
  const answer = await visitor.submit('/login', PERSON)
  expect(answer.status).toBe(503)
  expect(answer.text).toContain('Something we need cannot be reached.')
  expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|at \w+ \(/)
  expect(await isIn(visitor)).toBe(false)
  expect(bank.logged.join()).toMatch(/^POST \/login: CountersignError: /)
  expect(bank.logged.join()).not.toContain(bank.service.apiKey)
})
