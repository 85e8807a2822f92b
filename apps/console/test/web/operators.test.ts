import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listMessages, renewFirstLink } from '@countersign/server'
import {
  openApp,
  openBrowser,
  overflowAt320,
  photograph,
  seriousProblems,
} from '../../../authenticator/test/web/browser.ts'
import { codeOf } from '../../../server/test/routes/console/signing-in.ts'
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts'

let browser: Browser
let service: ConsoleUnderTest

/** Passkeys have hosts, and an address is none. */
const hostUrl = () => service.url.replace('127.0.0.1', 'localhost')

beforeAll(async () => {
  service = await startConsole()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  await service.close()
})

const PASSWORD = 'correct horse battery'

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields))
    await page.getByRole('textbox', { name: label }).fill(text)
}

async function look(page: Page, name: string): Promise<void> {
  await photograph(page, name)
  expect(await seriousProblems(page)).toEqual([])
  expect(await overflowAt320(page)).toBe(0)
}

function digits(page: Page) {
  return page.getByLabel('Digits')
}

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 860 } }

describe('an operator', () => {
  it('comes by the one-time link, makes an application, signs out, and in again by a code', async () => {
    const link = await renewFirstLink(service.deps)
    const path = `/console/welcome#${link?.url.split('#')[1] ?? ''}`
    const { page, complaints } = await openApp(browser, service.url, DESK, path)
    await page.getByText('You are the first operator').waitFor()
    await look(page, 'welcome')
    await fill(page, {
      'E-mail': 'anna@example.com',
      Name: 'Anna',
      Password: PASSWORD,
      Country: '1',
      'Phone number': '555-123-4567',
    })
    await page.getByRole('button', { name: 'Continue to the second factor' }).click()
    const secret = await page.locator('code').first().innerText()
    const picture = page.getByAltText('QR code for your authenticator app')
    await expect
      .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(100)
    await photograph(page, 'welcome-authenticator')
    await page.getByLabel('Code that the app shows now').fill('000000')
    await page.getByRole('button', { name: 'Finish' }).click()
    await page.getByText('This is not the right code').waitFor()
    await page.getByLabel('Code that the app shows now').fill(codeOf(secret, Date.now()))
    await page.getByRole('button', { name: 'Finish' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    expect(page.url()).not.toContain('#')

    await page.getByRole('link', { name: 'Applications', exact: true }).click()
    await page.getByRole('link', { name: 'Acme Bank' }).waitFor()
    await look(page, 'apps')
    await page.getByRole('button', { name: 'Create an application' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('<b>Second</b>')
    await page.getByRole('button', { name: 'Create the application' }).click()
    await page.getByText('The key is shown this once').waitFor()
    expect(await page.locator('code').innerText()).toMatch(/^\w{32}$/)
    await photograph(page, 'app-key')
    await page.getByRole('button', { name: 'To the application' }).click()
    await page.getByRole('heading', { name: '<b>Second</b>', level: 1 }).waitFor()
    await look(page, 'app-overview')
    const tabs = { Keys: 'API keys', Settings: 'Channels', Callback: 'Callback' }
    for (const [tab, heading] of Object.entries(tabs)) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('heading', { name: heading, level: 2 }).waitFor()
      await look(page, `app-${tab.toLowerCase()}`)
    }

    await page.getByRole('button', { name: /Your account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Signed out' }).waitFor()
    await page.goto(`${service.url}/console/apps?q=Acme`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await look(page, 'sign-in')
    await fill(page, { 'E-mail': 'anna@example.com', Password: PASSWORD })
    await page.getByRole('button', { name: 'Continue' }).click()
    // The authenticator's code of this half minute was used: by SMS comes another one.
    await page.getByRole('button', { name: 'Send me an SMS' }).click()
    await page.getByText('A code is on its way').waitFor()
    await photograph(page, 'sign-in-code')
    await page.getByLabel(/^Code/).fill(await sentToken())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/console/apps?q=Acme')
    await page.getByRole('link', { name: 'Acme Bank' }).waitFor()
    expect(complaints.filter((text) => !/status of (400|401)/.test(text))).toEqual([])
  })

  it('adds a passkey, and signs in with it alone', async () => {
    const operator = await service.operator()
    const [name = '', value = ''] = operator.cookie.split('=')
    const cookies = [
      {
        name,
        value,
        domain: 'localhost',
        path: '/',
        expires: -1,
        httpOnly: true,
        secure: false,
        sameSite: 'Strict' as const,
      },
    ]
    const options = { ...DESK, storageState: { cookies, origins: [] } }
    const { page } = await openApp(browser, hostUrl(), options, '/console/account')
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('button', { name: /Remove the passkey/ }).waitFor()
    await look(page, 'account')
    await page.goto(`${hostUrl()}/console/sign-out`)
    await page.getByRole('link', { name: 'Sign in again' }).click()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()

    await page.getByRole('button', { name: /Your account/ }).click()
    await page.getByRole('menuitem', { name: 'Your account' }).click()
    const typed = page.getByRole('textbox', { name: 'Name' })
    await typed.fill('Anna of the night shift')
    await endSessionsOf(operator.operatorId)
    await page.getByRole('button', { name: 'Save' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText('Your name is saved').waitFor()
    expect(await typed.inputValue()).toBe('Anna of the night shift')
    await page.getByRole('button', { name: /Anna of the night shift/ }).waitFor()

    await page.getByRole('link', { name: 'Operators', exact: true }).click()
    await page.getByRole('heading', { name: 'Open invitations' }).waitFor()
    await look(page, 'operators')
    await page.getByRole('button', { name: 'Invite an operator' }).click()
    await page.getByLabel('E-mail').fill('ben@example.com')
    await look(page, 'invite')
    await page.getByRole('button', { name: 'Make the link' }).click()
    await page.getByText('The link is shown this once').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    const back = page.getByRole('button', { name: /Take back the link for ben/ })
    await back.click()
    await back.waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'Anna of the night shift' }).first().click()
    await page.getByRole('heading', { name: 'Sessions' }).waitFor()
    await look(page, 'operator')
  })

  it('loses nothing that was typed: neither to a session that ends, nor to somebody who was faster', async () => {
    const operator = await service.operator()
    const path = `/apps/${service.appId}/settings`
    const { page: one } = await service.open(browser, path, operator)
    const two = await one.context().newPage()
    await two.goto(`${service.url}/console${path}`)
    await digits(one).fill('8')
    await digits(two).fill('6')
    await one.getByRole('button', { name: 'Save one change' }).click()
    await one.getByText('The settings are saved').waitFor()
    await two.getByRole('button', { name: 'Save one change' }).click()
    await two.getByText('Digits is now 8').waitFor()
    expect(await digits(two).inputValue()).toBe('6')
    await look(two, 'settings-stale')
    await two.getByRole('button', { name: 'I have seen it' }).click()

    await endSessionsOf(operator.operatorId)
    // Not by the mouse: what the page asks again by itself may meet the end first, and then the dialog is over the button.
    await two.getByRole('button', { name: 'Save one change' }).dispatchEvent('click')
    const dialog = two.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.waitFor()
    await look(two, 'session-ended')
    await two.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await digits(two).inputValue()).toBe('6')
    // Signed in elsewhere: the same button goes through.
    const again = await service.operator()
    const [name = '', value = ''] = again.cookie.split('=')
    await two.context().addCookies([{ name, value, url: service.url }])
    await two.getByRole('button', { name: 'Save one change' }).click()
    await two.getByText('The settings are saved').waitFor()
    expect(await digits(two).inputValue()).toBe('6')
  })

  it('is in no frame of another site', async () => {
    const { headers } = await fetch(`${service.url}/console/`)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    const api = await fetch(`${service.url}/console/api/session`)
    expect(api.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
})

async function endSessionsOf(operatorId: number): Promise<void> {
  await service.deps.db
    .updateTable('operator_sessions')
    .set({ revoked_at: service.deps.now() })
    .where('operator_id', '=', operatorId)
    .execute()
}

/** The token in the last message to Anna, as her phone would show it. */
async function sentToken(): Promise<string> {
  const [message] = await listMessages(service.deps, { to: '+15551234567', limit: 1 })
  return message?.token ?? ''
}
