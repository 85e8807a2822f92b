import type { Locator, Page } from 'playwright-core'
import { PHONE, type Service } from './service.ts'

/** What a person does again and again. */

export async function register(page: Page, service: Service): Promise<void> {
  await page.getByLabel('Phone number').fill(PHONE.slice(2))
  await button(page, 'Send code by SMS').click()
  await heading(page, 'Enter the code').waitFor()
  await page.getByLabel('Code', { exact: true }).fill(await service.code())
  await heading(page, 'Codes').waitFor()
}

export function heading(page: Page, name: string): Locator {
  return page.getByRole('heading', { name, exact: true, level: 1 })
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true })
}

/** The code of an account, which is a button that copies it. */
export function card(page: Page, name: string): Locator {
  return page.locator('.token').filter({ hasText: name })
}

export async function openAgain(page: Page): Promise<void> {
  await page.reload()
}

export async function addByLink(page: Page, link: string): Promise<void> {
  await button(page, 'Add account').first().click()
  await page.getByLabel('Link or key').fill(link)
  await page.locator('form').getByRole('button', { name: 'Add account' }).click()
}

/** Holds Approve until the page says that it is answered. */
export async function holdToApprove(page: Page): Promise<void> {
  const approve = button(page, 'Hold to approve')
  // Waits until it counts: it does not in its first half second.
  await approve.click({ trial: true })
  await approve.hover()
  await page.mouse.down()
  await approve.waitFor({ state: 'hidden' })
  await page.mouse.up()
}
