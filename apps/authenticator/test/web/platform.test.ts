import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatOtpauthUri } from '@countersign/otp'
import type { Browser, Page } from 'playwright-core'
import QRCode from 'qrcode'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openApp, openBrowser } from './browser.ts'
import { look } from './look.ts'
import { type Service, startService } from './service.ts'
import { addByLink, button, card, heading, openAgain, register } from './steps.ts'

/** What stands on a part of the platform that a test has to play: camera, passkey, push. */

const LINK = formatOtpauthUri({
  type: 'totp',
  issuer: 'Acme Mail',
  label: 'ana@example.com',
  secret: new Uint8Array(20).fill(7),
})

let browser: Browser
let service: Service
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-camera-'))
  const film = join(folder, 'code.y4m')
  writeFileSync(film, filmOf(LINK))
  browser = await openBrowser([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ])
  service = await startService()
})

afterAll(async () => {
  await browser.close()
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

async function begin(url = service.url): Promise<Page> {
  const { page } = await openApp(browser, url)
  onTestFinished(() => page.context().close())
  return page
}

/** A film of one frame that shows a QR code, in the plainest format that Chromium's camera plays. */
function filmOf(text: string): Buffer {
  const { size, data } = QRCode.create(text).modules
  const [width, height, zoom] = [640, 480, 8]
  const luma = Buffer.alloc(width * height, 235)
  const [left, top] = [(width - size * zoom) / 2, (height - size * zoom) / 2].map(Math.floor)
  for (let y = 0; y < size * zoom; y += 1) {
    for (let x = 0; x < size * zoom; x += 1) {
      const isDark = data[Math.floor(y / zoom) * size + Math.floor(x / zoom)]
      if (isDark) luma[((top ?? 0) + y) * width + (left ?? 0) + x] = 16
    }
  }
  const chroma = Buffer.alloc((width * height) / 2, 128)
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\nFRAME\n`),
    luma,
    chroma,
  ])
}

test('the camera reads a QR code', async () => {
  const page = await begin()
  await button(page, 'Continue without a phone number').click()
  await button(page, 'Add account').first().click()
  await button(page, 'Scan QR code').click()
  await card(page, 'Acme Mail').waitFor()
  // Nothing looks any more: no light of a camera stays on.
  expect(await page.locator('video').count()).toBe(0)
})

test('a passkey opens the lock beside the PIN', async () => {
  // Passkeys belong to a name, and 127.0.0.1 is none.
  const page = await begin(service.url.replace('127.0.0.1', 'localhost'))
  const client = await page.context().newCDPSession(page)
  await client.send('WebAuthn.enable')
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await button(page, 'Continue without a phone number').click()
  await addByLink(page, LINK)
  await card(page, 'Acme Mail').waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: /App lock/ }).click()
  await button(page, 'Turn on').click()
  await page.getByLabel('New PIN (6 digits or more)').fill('246810')
  await page.getByLabel('New PIN again').fill('246810')
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  const passkey = page.getByRole('switch', { name: 'Fingerprint, face or security key' })
  await passkey.click()
  await page.getByRole('dialog').getByLabel('PIN').fill('246810')
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click()
  await expect.poll(() => passkey.getAttribute('aria-checked')).toBe('true')

  await openAgain(page)
  await heading(page, 'Unlock').waitFor()
  await look(page, 'locked-passkey')
  await button(page, 'Fingerprint, face or security key').click()
  await heading(page, 'App lock').waitFor()
  await page.getByRole('link', { name: 'Codes' }).click()
  await card(page, 'Acme Mail').waitFor()
})

test('a wake shows that something waits, and nothing of what', async () => {
  const page = await begin()
  await page.context().grantPermissions(['notifications'], { origin: service.url })
  await register(page, service)
  await card(page, 'Acme Bank').waitFor()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  const client = await page.context().newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    client.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL.endsWith('/authenticator/'))
      if (found !== undefined) resolve(found.registrationId)
    })
  })
  await client.send('ServiceWorker.enable')
  await client.send('ServiceWorker.deliverPushMessage', {
    origin: service.url,
    registrationId: await registered,
    data: '{"waiting":true}',
  })
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const notifications = await registration.getNotifications()
      return notifications.map(({ title, body }) => [title, body])
    })
  await expect.poll(shown).toEqual([['Countersign', 'Waiting for your answer']])
})
