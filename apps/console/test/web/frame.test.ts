import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openBrowser,
  overflowAt320,
  photograph,
  seriousProblems,
} from '../../../authenticator/test/web/browser.ts'
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts'

let browser: Browser
let service: ConsoleUnderTest

beforeAll(async () => {
  service = await startConsole()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  await service.close()
})

describe('the frame of the console', () => {
  it('leads to every page by the keyboard, under its policy, wide and narrow, by day and by night', async () => {
    const owner = await service.operator()
    const { page, complaints } = await service.open(browser, '/people', owner)
    await photograph(page, 'frame')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)
    const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
    for (const name of await links.allTextContents()) {
      const link = page.getByRole('link', { name, exact: true })
      await link.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => link.getAttribute('aria-current')).toBe('page')
    }
    await page.setViewportSize({ width: 360, height: 740 })
    await page.getByRole('button', { name: 'Open the menu' }).click()
    await page.getByRole('link', { name: 'Messages', exact: true }).click()
    await page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor()
    expect(complaints).toEqual([])
  })

  it('shows a supporter no page of owners, and sends who is not signed in to the sign-in page', async () => {
    const support = await service.operator([{ appId: service.appId, role: 'support' }])
    const { page } = await service.open(browser, '/people', support)
    expect(await page.getByRole('link', { name: 'Operators' }).count()).toBe(0)
    const nobody = { ...support, cookie: 'countersign-console=none' }
    const { page: other } = await service.open(browser, '/people?after=x', nobody)
    await other.waitForURL('**/console/sign-in?next=*')
  })
})
