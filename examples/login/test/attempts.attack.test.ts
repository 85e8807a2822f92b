import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createLoginApp } from '../src/login-app.ts'
import { approveNewest, isIn, logIn, openBank, PERSON, signUp } from './harness.ts'

// An approval says that this person lets one browser in. If it let in another one as well, whoever knows the
// password could begin a login, wait for the person to approve their own, and walk in behind them.

test('an approval lets in the browser that asked, and no other that waits', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const [thief, person] = [bank.visit(), bank.visit()]
  await logIn(thief)
  bank.service.clock.advance(1_000)
  await logIn(person)
  await approveNewest(device)
  await bank.callBack()
  expect(await thief.submit('/login/finish')).toMatchObject({ location: '/login/wait' })
  expect(await isIn(thief)).toBe(false)
  expect(await person.submit('/login/finish')).toMatchObject({ location: '/' })
  expect(await isIn(person)).toBe(true)
  expect(await thief.submit('/login/finish')).toMatchObject({ location: '/login/wait' })
})

test('an approval is used once', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  const before = visitor.cookie()
  await approveNewest(device)
  await visitor.submit('/login/finish')
  const copied = bank.visit()
  copied.setCookie(before)
  await copied.get('/login/wait')
  expect(await copied.submit('/login/finish')).toMatchObject({ status: 403 })
  expect(await isIn(copied)).toBe(false)
})

test('two presses at once: one gets in', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  await approveNewest(device)
  await visitor.get('/login/wait')
  const [one, two] = await Promise.all([
    visitor.submit('/login/finish'),
    visitor.submit('/login/finish'),
  ])
  expect([one.location, two.location].filter((location) => location === '/')).toHaveLength(1)
})

test('a late approval lets nobody in after a token did', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const visitor = bank.visit()
  await logIn(visitor)
  const waiting = visitor.cookie()
  await visitor.submit('/login/token/send', { channel: 'sms' })
  await visitor.submit('/login/token', { token: await bank.token() })
  expect(await isIn(visitor)).toBe(true)
  await approveNewest(device)
  await bank.callBack()
  const copied = bank.visit()
  copied.setCookie(waiting)
  expect(await copied.get('/login/wait')).toMatchObject({ location: '/login' })
})

test('a login that was begun is over after ten minutes', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const visitor = bank.visit()
  expect(await logIn(visitor)).toBe('/login/token')
  const token = await bank.token()
  bank.service.clock.advance(10 * 60_000)
  expect(await visitor.submit('/login/token', { token })).toMatchObject({ location: '/login' })
  expect(await isIn(visitor)).toBe(false)
})

// Whoever can plant a session cookie in a browser waits until its owner logs in, and is logged in too.
test('the session id is another one after the password, after the second factor and after logging out', async () => {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const visitor = bank.visit()
  await visitor.get('/login')
  const ids = [visitor.cookie()]
  await visitor.submit('/login', PERSON)
  ids.push(visitor.cookie())
  await visitor.get('/login/token')
  await visitor.submit('/login/token', { token: await bank.token() })
  ids.push(visitor.cookie())
  await visitor.get('/')
  await visitor.submit('/logout')
  ids.push(visitor.cookie())
  expect(new Set(ids).size).toBe(4)
  for (const id of ids) {
    const planted = bank.visit()
    planted.setCookie(id)
    expect(await isIn(planted)).toBe(false)
  }
})

test('a session id that the app never gave out becomes no session', async () => {
  const bank = await openBank()
  const visitor = bank.visit()
  visitor.setCookie('harbour=s%3Aplanted.c2lnbmF0dXJl')
  await visitor.get('/login')
  expect(visitor.cookie()).not.toContain('planted')
})

test('cookies are for the server alone, and for https where there is https', async () => {
  const bank = await openBank()
  const page = await bank.visit().get('/login')
  const [cookie] = page.headers.getSetCookie()
  expect(cookie).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax$/)
  expect(cookie).not.toContain('Secure')
  const { app, close } = createLoginApp({
    countersignUrl: bank.serviceUrl,
    apiKey: bank.service.apiKey,
    publicUrl: 'https://bank.example.test',
    sessionSecret: 'a secret of the tests, long enough',
    dataDir: ':memory:',
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/login`, {
    headers: { 'x-forwarded-proto': 'https' },
  })
  await new Promise((resolve) => server.close(resolve))
  close()
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^__Host-harbour=.*HttpOnly; Secure; SameSite=Lax$/,
  )
  expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
})

// A transfer is of one account: its number in an address opens nothing for anybody else.
test("another person's transfer is not there", async () => {
  const bank = await openBank()
  const ana = bank.visit()
  await signUp(bank, ana)
  const device = await bank.device()
  await ana.get('/transfer')
  const id = crypto.randomUUID()
  const form = { id, payee: 'Ben', amount: '10' }
  const { location } = await ana.submit('/transfer', form)
  expect(location).toBe(`/transfer/${id}`)
  const ben = bank.visit()
  await ben.get('/signup')
  await ben.submit('/signup', { ...PERSON, email: 'ben@example.com', phone: '317-338-9303' })
  await ben.get('/login/token')
  const token = (await bank.service.outbox('+13173389303')).at(-1)?.token ?? ''
  await ben.submit('/login/token', { token })
  expect(await isIn(ben)).toBe(true)
  for (const path of [location, `${location}/status`, `${location}/events`])
    expect((await ben.get(path)).status).toBe(404)
  await approveNewest(device)
  expect((await ben.submit(`${location}/finish`)).status).toBe(404)
  await ana.get(location)
  await ana.submit(`${location}/finish`)
  expect((await ana.get(location)).text).toContain('<h1>Sent</h1>')
})

test('the same form twice is one transfer, and a changed one is another', async () => {
  const bank = await openBank()
  const visitor = bank.visit()
  await signUp(bank, visitor)
  const device = await bank.device()
  await visitor.get('/transfer')
  const form = { id: crypto.randomUUID(), payee: 'Ben', amount: '10' }
  const first = await visitor.submit('/transfer', form)
  const second = await visitor.submit('/transfer', form)
  expect(second.location).toBe(first.location)
  bank.service.clock.advance(1_000)
  const changed = await visitor.submit('/transfer', { ...form, amount: '1000' })
  expect(changed.location).not.toBe(first.location)
  expect((await device.approvals()).map(({ details }) => details[0])).toEqual([
    ['Amount', '1,000.00 EUR'],
    ['Amount', '10.00 EUR'],
  ])
})
