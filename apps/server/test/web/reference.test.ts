import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from '../../../authenticator/test/web/browser.ts'
import { look } from '../../../authenticator/test/web/look.ts'
import { type Service, startService } from '../../../authenticator/test/web/service.ts'

/** The reference as people use it, from the service itself. */

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

async function open(
  hash: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
  onTestFinished(() => context.close())
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: service.url })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${service.url}/docs${hash}`)
  return { page, complaints }
}

test('filter, link, copy: what is looked for is found, and nothing complains', async () => {
  const { page, complaints } = await open('')
  const operations = page.locator('.operation:visible')
  const all = await operations.count()
  expect(all).toBeGreaterThan(40)

  await page.getByLabel('Filter').fill('verification 60022')
  await expect.poll(() => operations.count()).toBe(1)
  expect(await page.getByRole('status').textContent()).toBe(`1 of ${all}`)
  expect(await page.locator('.chapter:visible h2').allTextContents()).toEqual([
    'Phone verification',
    'Errors',
  ])
  await page.getByLabel('Filter').fill('nothing at all')
  await page.getByText('Nothing here has that in it.').waitFor()

  // A link to what the filter has put away brings it back.
  await page.evaluate(() => {
    location.hash = '#verifyToken'
  })
  await expect.poll(() => operations.count()).toBe(all)
  const verify = page.locator('#verifyToken')
  await expect.poll(() => isAtTop(verify)).toBe(true)
  await expect
    .poll(() => page.locator('nav a[aria-current]').textContent())
    .toContain('Verify a token')

  await verify.getByRole('button', { name: 'Copy' }).first().click()
  await verify.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe(
    `curl '${service.url}/protected/json/verify/1234567/12345678' \\\n  -H "X-Authy-API-Key: $KEY"`,
  )
  expect(complaints).toEqual([])
})

test('everybody can use it: by day and by night, on the smallest phone, by the keyboard', async () => {
  const { page, complaints } = await open('#createApprovalRequest')
  await expect.poll(() => isAtTop(page.locator('#createApprovalRequest'))).toBe(true)
  // Each operation is built alike, and axe takes its time over all of them.
  await page.getByLabel('Filter').fill('requests')
  await look(page, 'reference')
  await page.getByLabel('Filter').fill('')

  await page.setViewportSize({ width: 390, height: 844 })
  const contents = page.getByRole('navigation', { name: 'Contents' })
  await contents.waitFor({ state: 'hidden' })
  await page.locator('summary', { hasText: 'Contents' }).focus()
  await page.keyboard.press('Enter')
  await contents.waitFor()
  await contents.getByRole('link', { name: 'Errors' }).click()
  await contents.waitFor({ state: 'hidden' })
  await expect.poll(() => isAtTop(page.locator('#errors'))).toBe(true)
  expect(complaints).toEqual([])
})

test('without scripts all of it is there to be read', async () => {
  const { page } = await open('#getUserStatus', { javaScriptEnabled: false })
  await page.getByRole('link', { name: 'Get the status of a user' }).first().waitFor()
  expect(await page.locator('.operation:visible').count()).toBeGreaterThan(40)
  expect(await page.getByLabel('Filter').isVisible()).toBe(false)
  expect(await page.locator('#getUserStatus').isVisible()).toBe(true)
})

/** Whether a part of the page begins in the upper third of the window. */
async function isAtTop(part: ReturnType<Page['locator']>): Promise<boolean> {
  const box = await part.boundingBox()
  return box !== null && box.y > -10 && box.y < 280
}
