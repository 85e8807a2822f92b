import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openStatement, startApplication } from './application.ts'
import { openApp, openBrowser } from './browser.ts'
import { look } from './look.ts'
import { type Service, startService } from './service.ts'
import { button, card, heading, holdToApprove, openAgain, register } from './steps.ts'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

/** Each journey has a service and a browser profile of its own. */
async function begin(
  settings?: Readonly<Record<string, string>>,
): Promise<{ readonly service: Service; readonly page: Page }> {
  const service = await startService(settings)
  const { page, complaints } = await openApp(browser, service.url)
  onTestFinished(async () => {
    await page.context().close()
    await service.close()
    // A refusal that the journey is about is logged by the browser itself.
    expect(
      complaints.filter((text) => !/status of (401|409|429)|ERR_INTERNET_DISCONNECTED/.test(text)),
    ).toEqual([])
  })
  return { service, page }
}

test('a person sets it up, and the app accepts the code it shows', async () => {
  const { service, page } = await begin()
  await heading(page, 'Set up this device').waitFor()
  expect(await page.getByLabel('Country', { exact: true }).inputValue()).toBe('US')
  await look(page, 'setup')
  await page.getByLabel('Phone number').fill('12')
  await button(page, 'Send code by SMS').click()
  await page.getByText('This is not a complete phone number.').waitFor()
  await page.getByLabel('Phone number').fill('(317) 338-9302')
  await button(page, 'Send code by SMS').click()
  await heading(page, 'Enter the code').waitFor()
  await look(page, 'code')
  const code = await service.code()
  await page.getByLabel('Code', { exact: true }).fill(code === '000000' ? '000001' : '000000')
  await page.getByText('That code is not right.').waitFor()
  await page.getByLabel('Code', { exact: true }).fill(code)
  await heading(page, 'Codes').waitFor()

  await card(page, 'Acme Bank').click()
  await page.getByText('Copied', { exact: true }).first().waitFor()
  const token = await page.evaluate(() => navigator.clipboard.readText())
  expect(token).toMatch(/^\d{7}$/)
  expect(await service.verify(token)).toBe(true)
  await look(page, 'codes-one')
})

test('an app that wants a token gets it shown first', async () => {
  const { service, page } = await begin()
  await register(page, service)
  await card(page, 'Acme Bank').waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await heading(page, 'Settings').waitFor()
  await service.want()
  await page.getByRole('link', { name: /Acme Bank.* asks for this code/ }).click()
  await look(page, 'code-wanted')
  await card(page, 'Acme Bank').click()
  await page.locator('.wanted-note').waitFor({ state: 'hidden' })
})

test('it opens without a network, with its codes, and says that it is offline', async () => {
  const { service, page } = await begin()
  await register(page, service)
  await card(page, 'Acme Bank').waitFor()
  // The service worker has every file before it takes over.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.context().setOffline(true)
  await page.reload()
  await card(page, 'Acme Bank').waitFor()
  await page.getByText('You are offline. Codes work as always.').waitFor()
  await look(page, 'offline')
  await page.context().setOffline(false)
})

test('a request that comes while it is open is approved with the number of the login page, and the app is called back', async () => {
  const { service, page } = await begin({ numberMatching: 'true' })
  const application = await startApplication()
  onTestFinished(() => application.close())
  await service.callBackAt(application.url)
  await register(page, service)
  await card(page, 'Acme Bank').waitFor()
  const { uuid, number = '' } = await service.ask({
    message: 'Log in to Acme Bank',
    details: [
      ['Account', 'jdoe@example.com'],
      ['Browser', 'Firefox on Windows'],
      ['Location', 'San Francisco, US'],
      ['Note', 'paid \u202Eelif\u202C <b>now</b>'],
    ],
  })
  await heading(page, 'Acme Bank').waitFor()
  expect(await page.locator('dd').nth(3).textContent()).toBe('paid [U+202E]elif[U+202C] <b>now</b>')
  expect(await page.locator('dt').allTextContents()).toEqual([
    'Account',
    'Browser',
    'Location',
    'Note',
    'Time',
    ...((await page.getByText('From', { exact: true }).count()) > 0 ? ['From'] : []),
  ])
  expect(await button(page, 'Hold to approve').isEnabled()).toBe(false)
  await look(page, 'approval-number')

  const wrong = number === '42' ? '43' : '42'
  await page.getByLabel('Number shown where you log in').fill(wrong)
  await button(page, 'Hold to approve').click({ trial: true })
  await button(page, 'Hold to approve').hover()
  await page.mouse.down()
  await page.getByText('That is not the number.').waitFor()
  await page.mouse.up()
  await page.getByLabel('Number shown where you log in').fill(number)
  await holdToApprove(page)
  await page.getByText('Approved', { exact: true }).waitFor()
  expect(await service.statusOf(uuid)).toBe('approved')
  await look(page, 'approval-approved')

  const { body, isFrom } = await application.callback()
  expect(isFrom(service.apiKey)).toBe(true)
  expect(isFrom('x'.repeat(32))).toBe(false)
  expect(body).toMatchObject({ uuid, status: 'approved', authy_id: service.authyId })
  // The browser's key signed what the page showed.
  const signed = openStatement(body['signature'], await service.deviceKeyOf(uuid))
  expect(signed).toMatchObject({
    uuid,
    message: 'Log in to Acme Bank',
    details: [
      ['Account', 'jdoe@example.com'],
      ['Browser', 'Firefox on Windows'],
      ['Location', 'San Francisco, US'],
      ['Note', 'paid \u202Eelif\u202C <b>now</b>'],
    ],
    answer: 'approved',
    number,
  })
})

test('a tap does not approve, and a key has to be pressed twice', async () => {
  const { service, page } = await begin()
  await register(page, service)
  await card(page, 'Acme Bank').waitFor()
  const { uuid } = await service.ask({ message: 'Log in' })
  await heading(page, 'Acme Bank').waitFor()
  await button(page, 'Hold to approve').click()
  await button(page, 'Keep holding').waitFor()
  expect(await service.statusOf(uuid)).toBe('pending')
  await look(page, 'approval')
  await button(page, 'Keep holding').press('Enter')
  await button(page, 'Press again to approve').waitFor()
  expect(await service.statusOf(uuid)).toBe('pending')
  const asked = await page.evaluate(() => performance.now())
  // Two presses at once would be a key that bounces.
  await page.waitForFunction((before) => performance.now() > before + 300, asked)
  await button(page, 'Press again to approve').press('Enter')
  await page.getByText('Approved', { exact: true }).waitFor()
  expect(await service.statusOf(uuid)).toBe('approved')

  await button(page, 'This was not me').click()
  await look(page, 'not-me')
  await page.getByRole('dialog').getByRole('button', { name: 'This was not me' }).click()
  await page.getByText('Reported as not you').waitFor()
})

test('one request is denied as not theirs, one runs out, and the history has both', async () => {
  const { service, page } = await begin()
  await register(page, service)
  await card(page, 'Acme Bank').waitFor()
  const short = await service.ask({ message: 'Confirm the transfer', secondsToExpire: 2 })
  await heading(page, 'Acme Bank').waitFor()
  await page.getByText('Expired', { exact: true }).waitFor()
  await look(page, 'approval-expired')
  expect(await service.statusOf(short.uuid)).toBe('expired')

  const { uuid } = await service.ask({ message: 'Log in from a new place' })
  await page.getByRole('link', { name: /asks for your approval/ }).click()
  await page.getByRole('heading', { name: 'Log in from a new place' }).waitFor()
  await button(page, 'Deny').click()
  await look(page, 'deny')
  await button(page, 'This was not me').click()
  await page.getByText('Reported as not you').waitFor()
  expect(await service.statusOf(uuid)).toBe('denied')

  await page.getByRole('link', { name: 'History' }).click()
  await page.getByText('Confirm the transfer').waitFor()
  await look(page, 'history')
  await page.getByRole('link', { name: 'Codes' }).click()
  await page.getByText(/Requests from .Acme Bank. are paused/).waitFor()
  await look(page, 'paused')
  await button(page, 'Resume').click()
  await page.getByText(/are paused/).waitFor({ state: 'hidden' })
})

test('a further device is let in with the number it shows, renamed and removed', async () => {
  const { service, page } = await begin()
  await register(page, service)
  await card(page, 'Acme Bank').waitFor()
  const { page: other } = await openApp(browser, service.url)
  onTestFinished(() => other.context().close())
  await other.getByLabel('Phone number').fill('3173389302')
  await other.getByLabel('Name of this device').fill('Tablet')
  await button(other, 'Approve on another device').click()
  await heading(other, 'Approve on your other device').waitFor()
  const number = (await other.locator('.shown-number').textContent()) ?? ''
  await look(other, 'other-device')

  await heading(page, 'A new device asks to be added').waitFor()
  await look(page, 'new-device')
  await page.getByLabel('Number on the new device').fill(number)
  await holdToApprove(page)
  await page.getByText('Approved', { exact: true }).waitFor()
  await heading(other, 'Codes').waitFor()
  await card(other, 'Acme Bank').waitFor()

  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByRole('heading', { name: 'Tablet' }).waitFor()
  await look(page, 'devices')
  await page.getByRole('button', { name: /^Edit/ }).click()
  await page.getByRole('dialog').getByLabel('Name of this device').fill('My laptop')
  await button(page, 'Save').click()
  await page.getByRole('heading', { name: 'My laptop' }).waitFor()
  await page.getByRole('button', { name: /^Remove .*Tablet/ }).click()
  await look(page, 'remove-device')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page
    .getByRole('heading', { name: /Tablet/ })
    .first()
    .waitFor({ state: 'hidden' })
  await heading(other, 'Set up this device').waitFor()
  await other.getByText('This device was removed.').first().waitFor()
})

test('signing out forgets the codes of this service', async () => {
  const { service, page } = await begin()
  await register(page, service)
  await page.getByRole('link', { name: 'Devices' }).click()
  await button(page, 'Sign out').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await heading(page, 'Set up this device').waitFor()
  await openAgain(page)
  await heading(page, 'Set up this device').waitFor()
})
