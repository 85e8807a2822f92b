import { mkdtempSync, rmSync } from 'node:fs'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseOtpauthUri, totp } from '@countersign/otp'
import Database from 'better-sqlite3'
import type { Browser, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openApp, openBrowser } from '../../../../apps/authenticator/test/web/browser.ts'
import { look as lookAt } from '../../../../apps/authenticator/test/web/look.ts'
import { button, heading } from '../../../../apps/authenticator/test/web/steps.ts'
import { scan } from '../../../../apps/server/test/qr/scan.ts'
import { type Demo, startDemo } from '../../demo/start-demo.ts'
import { approve, enterToken, logIn, logOut, nextCode, openRequest, signUp } from './steps.ts'

// A person's way through the demo, as `npm run demo` starts it, in two windows beside each other.

let browser: Browser
let demo: Demo
let dataDir: string
const callbacks: CallbackSent[] = []
const logged: string[] = []

beforeAll(async () => {
  browser = await openBrowser()
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-demo-'))
  const ports = { service: 0, login: 0, outbox: 0 }
  demo = await startDemo({
    dataDir,
    ports,
    log: (line) => logged.push(line),
  })
  subscribe('undici:request:create', keepCallback)
})

afterAll(async () => {
  unsubscribe('undici:request:create', keepCallback)
  await browser.close()
  await demo.close()
  rmSync(dataDir, { recursive: true, force: true })
})

interface CallbackSent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the service's HTTP client says that it sends: real callbacks, to be sent again. */
function keepCallback(message: unknown): void {
  const { request } = message as {
    request: { path: string; headers: string[] | string; body: unknown }
  }
  const { body } = request
  // What the tests send themselves is a stream by then.
  if (request.path !== '/authy/callback' || (typeof body !== 'string' && !ArrayBuffer.isView(body)))
    return
  const list = Array.isArray(request.headers) ? request.headers : request.headers.split(/: |\r\n/)
  const pairs = list.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name.toLowerCase(), String(list[index + 1])]] : [],
  )
  callbacks.push({
    headers: Object.fromEntries(
      pairs.filter(([name]) => /^(x-authy|webhook|content-type)/.test(name)),
    ),
    body:
      typeof body === 'string'
        ? body
        : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString(),
  })
}

async function sendCallback({ headers, body }: CallbackSent): Promise<number> {
  const response = await fetch(`${demo.urls.login}/authy/callback`, {
    method: 'POST',
    headers,
    body,
  })
  return response.status
}

function look(page: Page, name: string): Promise<void> {
  return lookAt(page, `login-${name}`)
}

async function open(url: string, path: string): Promise<Page> {
  const { page, complaints } = await openApp(browser, url, {}, path)
  onTestFinished(async () => {
    await page.context().close()
    // A refusal or a broken stream that the journey is about is logged by the browser itself.
    expect(complaints.filter((text) => !/status of (401|422)|ERR_FAILED/.test(text))).toEqual([])
  })
  return page
}

function newestUuid(): string {
  const db = new Database(join(dataDir, 'login.db'), { readonly: true })
  const row = db
    .prepare<[], { uuid: string }>('select uuid from attempts order by created_at desc limit 1')
    .get()
  db.close()
  return row?.uuid ?? ''
}

test('sign up, approve and be in; deny, and take an SMS; see what was signed for a transfer', async () => {
  const email = 'ana@example.com'
  const page = await open(demo.urls.login, '/')
  await look(page, 'welcome')
  await page.locator('main').getByRole('link', { name: 'Open an account' }).click()
  await page.getByLabel('E-mail').fill('ana')
  await page.getByLabel('Phone number').fill('12')
  await button(page, 'Open the account').click()
  await page.getByText('Type your e-mail address').waitFor()
  expect(await page.getByLabel('Phone number').inputValue()).toBe('12')
  await look(page, 'sign-up')
  await signUp(page, email, '317-338-9302')
  await look(page, 'token')
  const outbox = await open(demo.urls.outbox, '/')
  const first = await nextCode(outbox, undefined)
  await look(outbox, 'outbox')
  await enterToken(page, first)
  await heading(page, 'Welcome back').waitFor()
  await look(page, 'home')

  const authenticator = await open(demo.urls.service, '/authenticator/')
  await authenticator.getByLabel('Phone number').fill('3173389302')
  await button(authenticator, 'Send code by SMS').click()
  await authenticator.getByLabel('Code', { exact: true }).fill(await nextCode(outbox, first))
  await heading(authenticator, 'Codes').waitFor()

  await logOut(page)
  await logIn(page, demo.urls.login, email)
  await heading(page, 'Approve this login').waitFor()
  await look(page, 'wait')
  await heading(authenticator, 'Harbour Bank').waitFor()
  await approve(page, authenticator)
  await heading(page, 'Welcome back').waitFor()

  await page.getByRole('link', { name: 'Send money' }).first().click()
  await page.getByLabel('To').fill('Zoë & <b>Söhne</b>')
  await page.getByLabel('Amount in EUR').fill('1250')
  await look(page, 'transfer')
  await button(page, 'Go on to approve').click()
  await heading(page, 'Approve this transfer').waitFor()
  await openRequest(authenticator)
  await authenticator.getByText('Zoë & <b>Söhne</b>').waitFor()
  await approve(page, authenticator)
  await heading(page, 'Sent').waitFor()
  expect(await page.locator('tr', { hasText: 'Amount' }).locator('td').allTextContents()).toEqual([
    '1,250.00 EUR',
    '1,250.00 EUR',
  ])
  await page.getByText('The signature is that of the device’s own key.').waitFor()
  await page.getByText('The signed statement, as it came').click()
  expect(await page.locator('.statement').textContent()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  await look(page, 'transfer-sent')

  await logOut(page)
  // Without its stream of events the page asks.
  await page.route('**/login/events', (route) => route.abort())
  await logIn(page, demo.urls.login, email)
  await openRequest(authenticator)
  await button(authenticator, 'Deny').click()
  await authenticator.getByRole('dialog').getByRole('button', { name: 'Deny' }).click()
  await page.bringToFront()
  await page.getByText('The request was denied on your device.').waitFor()
  const before = await nextCode(outbox, undefined)
  await button(page, 'Send me an SMS').click()
  await page.getByText(/We have sent a code by SMS/).waitFor()
  await enterToken(page, await nextCode(outbox, before))
  await heading(page, 'Welcome back').waitFor()
}, 60_000)

test('without a device: a code that is read out by a call, and one of another authenticator app', async () => {
  const email = 'ben@example.com'
  const page = await open(demo.urls.login, '/signup')
  const outbox = await open(demo.urls.outbox, '/')
  await signUp(page, email, '317-338-9303')
  await button(page, 'Call me instead').click()
  await page.getByText(/We are calling/).waitFor()
  await outbox.locator('.message', { hasText: 'Call' }).first().waitFor()
  await enterToken(page, await nextCode(outbox, undefined))
  await heading(page, 'Welcome back').waitFor()

  await page.getByRole('link', { name: 'Settings' }).first().click()
  await heading(page, 'Settings').waitFor()
  await look(page, 'settings')
  await button(page, 'Add an authenticator app').click()
  await heading(page, 'Add an authenticator app').waitFor()
  const image = page.getByAltText('QR code for your authenticator app')
  await expect
    .poll(() => image.evaluate((node) => (node as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0)
  await look(page, 'authenticator')
  const secret = await secretIn((await image.getAttribute('src')) ?? '')
  await page.getByLabel('2. Type the code that it shows').fill('1234567')
  await button(page, 'Add it').click()
  await page.getByText('Type the 6 digits that your authenticator app shows.').waitFor()
  await page.getByLabel('2. Type the code that it shows').fill(totp(secret, Date.now()))
  await button(page, 'Add it').click()
  await page.getByText('Your authenticator app is added.').waitFor()

  await logOut(page)
  await logIn(page, demo.urls.login, email)
  await page.getByText('A code from your authenticator app works too.').waitFor()
  // The step of now was used to add it.
  await enterToken(page, totp(secret, Date.now() + 30_000))
  await heading(page, 'Welcome back').waitFor()

  await page.goto(`${demo.urls.login}/settings`)
  await page.getByRole('link', { name: 'Remove it' }).click()
  await heading(page, 'Remove the authenticator app?').waitFor()
  await look(page, 'remove')
  await button(page, 'Remove it').click()
  await page.getByText('Its codes no longer work here.').waitFor()
})

async function secretIn(url: string): Promise<Uint8Array> {
  const png = PNG.sync.read(Buffer.from(await (await fetch(url)).arrayBuffer()))
  const parsed = parseOtpauthUri(scan(png) ?? '')
  if (!parsed.ok) throw new Error('The image holds no otpauth URI.')
  return parsed.value.secret
}

// Whoever could forge a callback, or send a real one again, would be let in without the device.
test('a forged callback and a replayed one are refused, and the page goes on waiting', async () => {
  const page = await open(demo.urls.login, '/')
  const [real] = callbacks
  if (real === undefined) throw new Error('The first journey left no callback.')
  await logIn(page, demo.urls.login, 'ana@example.com')
  await heading(page, 'Approve this login').waitFor()
  const uuid = newestUuid()
  const body = real.body.replaceAll(/"uuid":"[^"]*"/g, `"uuid":"${uuid}"`)
  expect(body).toContain(uuid)
  expect(await sendCallback({ ...real, body })).toBe(403)
  expect(await sendCallback({ headers: { 'content-type': 'application/json' }, body })).toBe(403)
  expect(await sendCallback(real)).toBe(403)
  expect(logged).toEqual(
    ['bad-signature', 'not-signed', 'replayed'].map(
      (reason) => `A callback was refused: ${reason}.`,
    ),
  )
  const status = await page.evaluate(async () => await (await fetch('/login/status')).json())
  expect(status).toEqual({ status: 'pending' })
  await page.goto(`${demo.urls.login}/settings`)
  await heading(page, 'Log in').waitFor()
})
