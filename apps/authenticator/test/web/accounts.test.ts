import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatOtpauthUri, totp } from '@countersign/otp'
import type { Browser, Page } from 'playwright-core'
import QRCode from 'qrcode'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openApp, openBrowser } from './browser.ts'
import { look } from './look.ts'
import { type Service, startService } from './service.ts'
import { addByLink, button, card, heading, openAgain } from './steps.ts'

const SECRET = Uint8Array.from('12345678901234567890', (letter) => letter.charCodeAt(0))

const MAIL = formatOtpauthUri({
  type: 'totp',
  issuer: 'Acme Mail',
  label: 'ana@example.com',
  secret: SECRET,
})

const VPN = formatOtpauthUri({ type: 'hotp', issuer: 'Harbour VPN', label: 'ana', secret: SECRET })

/** RFC 4226, appendix D. */
const FIRST_CODES = ['755 224', '287 082']

const PASSWORD = 'correct horse battery'

let browser: Browser
let service: Service

beforeAll(async () => {
  browser = await openBrowser()
  service = await startService()
})

afterAll(async () => {
  await browser.close()
  await service.close()
})

/** A browser profile of its own, in which the phone number was left for later. */
async function begin(options: Parameters<typeof openApp>[2] = {}): Promise<Page> {
  const { page, complaints } = await openApp(browser, service.url, options)
  onTestFinished(async () => {
    await page.context().close()
    expect(complaints).toEqual([])
  })
  return page
}

async function skip(page: Page): Promise<void> {
  await button(page, 'Continue without a phone number').click()
  await heading(page, 'Codes').waitFor()
}

function codeOf(page: Page, name: string): Promise<string | null> {
  return card(page, name).locator('.code').textContent()
}

/** The code that ought to be shown, tried again where a step went by between the two. */
async function expectCode(page: Page, name: string): Promise<void> {
  await expect
    .poll(async () => {
      const shown = await codeOf(page, name)
      return shown?.replace(' ', '') === totp(SECRET, Date.now())
    })
    .toBe(true)
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'countersign-files-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('an account is added by its link, renamed, moved and removed', async () => {
  const page = await begin()
  await skip(page)
  await look(page, 'codes-empty')
  await addByLink(page, 'https://example.com')
  await page.getByText('This is not a link or key for an authenticator.').waitFor()
  await look(page, 'add')
  await page.getByLabel('Link or key').fill(MAIL)
  await page.locator('form').getByRole('button', { name: 'Add account' }).click()
  await heading(page, 'Codes').waitFor()
  await expectCode(page, 'Acme Mail')

  await addByLink(page, VPN)
  await heading(page, 'Codes').waitFor()
  for (const code of FIRST_CODES) {
    await button(page, 'New code').click()
    await expect.poll(() => codeOf(page, 'Harbour VPN')).toBe(code)
  }
  await page.getByRole('button', { name: /^Edit .*Harbour VPN/ }).click()
  await page.getByLabel('Service').fill('Harbour')
  await look(page, 'account')
  await button(page, 'Move up').click()
  await page.getByText('1 / 2').waitFor()
  await button(page, 'Save').click()
  await heading(page, 'Codes').waitFor()
  expect(await page.locator('.token .name').allTextContents()).toEqual(['Harbour', 'Acme Mail'])
  await openAgain(page)
  await expect.poll(() => codeOf(page, 'Harbour')).toBe(FIRST_CODES[1])
  expect(await page.locator('.token .name').allTextContents()).toEqual(['Harbour', 'Acme Mail'])

  await page.getByRole('button', { name: /^Edit .*Harbour/ }).click()
  await button(page, 'Remove').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await heading(page, 'Codes').waitFor()
  expect(await page.locator('.token .name').allTextContents()).toEqual(['Acme Mail'])
})

test('an account is added from a picture of its QR code', async () => {
  const page = await begin()
  await skip(page)
  const [picture, empty] = [join(folder(), 'code.png'), join(folder(), 'empty.png')]
  await QRCode.toFile(picture, MAIL, { width: 400 })
  writeFileSync(empty, await page.screenshot())
  await button(page, 'Add account').first().click()
  await page.getByLabel('Choose an image').setInputFiles(empty)
  await page.getByText('There is no QR code in this image.').waitFor()
  await page.getByLabel('Choose an image').setInputFiles(picture)
  await heading(page, 'Codes').waitFor()
  await expectCode(page, 'Acme Mail')
})

test('many accounts can be searched, and each says its next code', async () => {
  const page = await begin()
  await skip(page)
  const names = ['Acme Mail', 'Borealis', 'Cäsar Cloud', 'Delta', 'Ember', 'Fjord', 'Grove']
  const file = join(folder(), 'accounts.txt')
  const uris = names.map((issuer, index) =>
    formatOtpauthUri({
      type: 'totp',
      issuer,
      label: 'ana@example.com',
      secret: SECRET.map((byte) => byte + index),
    }),
  )
  writeFileSync(file, uris.join('\n'))
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: /Export and import/ }).click()
  await page.getByLabel('Import a file').setInputFiles(file)
  await page
    .getByText(/Accounts added: .7/)
    .last()
    .waitFor()
  await page.getByRole('link', { name: 'Codes' }).click()
  await look(page, 'codes-many')
  await page.getByLabel('Search').fill('casar')
  await expect.poll(() => page.locator('.token').count()).toBe(1)
  await page.getByLabel('Search').fill('nowhere')
  await page.getByText('Nothing found').waitFor()
  await page.getByLabel('Search').fill('')
  // Four seconds before the end of a step.
  await page.clock.install()
  await openAgain(page)
  await card(page, 'Acme Mail').waitFor()
  const now = await page.evaluate(() => Date.now())
  await page.clock.fastForward(56_000 - (now % 30_000))
  await page
    .getByText(/^Next: /)
    .first()
    .waitFor()
  await look(page, 'codes-next')
})

test('accounts go out in an encrypted file, and into another browser', async () => {
  const page = await begin()
  await skip(page)
  await addByLink(page, MAIL)
  await heading(page, 'Codes').waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await heading(page, 'Settings').waitFor()
  await look(page, 'settings')
  await page.getByRole('link', { name: /Export and import/ }).click()
  await heading(page, 'Export and import').waitFor()
  await look(page, 'transfer')
  await button(page, 'Save encrypted file').click()
  await page.getByLabel('Password').fill('short')
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Use 10 characters or more.').waitFor()
  await look(page, 'export-password')
  await page.getByLabel('Password').fill(PASSWORD)
  const downloading = page.waitForEvent('download')
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  const file = join(folder(), 'accounts.json')
  await (await downloading).saveAs(file)

  const other = await begin()
  await skip(other)
  await other.goto(`${service.url}/authenticator/#/transfer`)
  await other.getByLabel('Import a file').setInputFiles(file)
  await other.getByLabel('Password').fill('another password')
  await other.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await other.getByText('Wrong password, or a damaged file.').waitFor()
  await other.getByLabel('Password').fill(PASSWORD)
  await other.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await other
    .getByText(/Accounts added: .1/)
    .last()
    .waitFor()
  await other.getByRole('link', { name: 'Codes' }).click()
  await expectCode(other, 'Acme Mail')
})

test('with a PIN, nothing is shown before it is entered', async () => {
  const page = await begin()
  await skip(page)
  await addByLink(page, MAIL)
  await heading(page, 'Codes').waitFor()
  await page.goto(`${service.url}/authenticator/#/lock`)
  await button(page, 'Turn on').click()
  await page.getByLabel('New PIN (6 digits or more)').fill('12345')
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await page.getByText('Use 6 digits or more.').waitFor()
  await look(page, 'lock-set')
  await page.getByLabel('New PIN (6 digits or more)').fill('246810')
  await page.getByLabel('New PIN again').fill('246810')
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await button(page, 'Change PIN').waitFor()
  await look(page, 'lock')

  await page.clock.install()
  await openAgain(page)
  await heading(page, 'Unlock').waitFor()
  expect(await page.locator('.token').count()).toBe(0)
  await look(page, 'locked')
  for (let wrong = 1; wrong <= 4; wrong += 1) {
    await page.getByLabel('PIN').fill('111111')
    await button(page, 'Unlock').click()
    await page.getByText(wrong < 4 ? 'Wrong PIN' : /Too many tries. Wait/).waitFor()
    await expect.poll(() => page.getByLabel('PIN').inputValue()).toBe('')
  }
  await look(page, 'locked-wait')
  await page.clock.fastForward(31_000)
  await page.getByLabel('PIN').fill('246810')
  await button(page, 'Unlock').click()
  await heading(page, 'App lock').waitFor()
  await page.getByRole('link', { name: 'Codes' }).click()
  await card(page, 'Acme Mail').waitFor()
})

test('it speaks the language of the browser, from right to left where that is so', async () => {
  const german = await begin({ locale: 'de-AT' })
  await heading(german, 'Dieses Gerät einrichten').waitFor()
  expect(await german.getByLabel('Land', { exact: true }).inputValue()).toBe('AT')
  expect(await german.locator('html').getAttribute('lang')).toBe('de')
  await look(german, 'setup-de')
  const hebrew = await begin({ locale: 'he-IL' })
  await hebrew.locator('h1').waitFor()
  expect(await hebrew.locator('html').getAttribute('dir')).toBe('rtl')
  await look(hebrew, 'setup-he')
})
