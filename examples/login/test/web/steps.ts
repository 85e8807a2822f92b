import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { button, heading, holdToApprove } from '../../../../apps/authenticator/test/web/steps.ts'

/** What a person does again and again, in the login app and beside it. */

const PASSWORD = 'correct horse battery'

/** The newest code in the outbox that is another one than before, read off its page. */
export async function nextCode(outbox: Page, before: string | undefined): Promise<string> {
  const copy = outbox.locator('[data-copy]:visible').first()
  await expect
    .poll(() => copy.textContent())
    .not.toBe(before === undefined ? null : `Copy ${before}`)
  return ((await copy.textContent()) ?? '').replace('Copy ', '')
}

export async function signUp(page: Page, email: string, phone: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByLabel('Phone number').fill(phone)
  await button(page, 'Open the account').click()
  await heading(page, 'Enter a code').waitFor()
}

export async function enterToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(token)
  await page.locator('main').getByRole('button', { name: 'Log in' }).click()
}

export async function logIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.locator('main').getByRole('button', { name: 'Log in' }).click()
}

export async function logOut(page: Page): Promise<void> {
  await button(page, 'Log out').click()
  await page.getByText('You are logged out.').waitFor()
}

export async function approve(page: Page, authenticator: Page): Promise<void> {
  const number = (await page.locator('.number').textContent()) ?? ''
  await authenticator.bringToFront()
  await authenticator.getByLabel('Number shown where you log in').fill(number)
  await holdToApprove(authenticator)
  await page.bringToFront()
}

/** Where the authenticator is on another page, it offers what came. */
export async function openRequest(authenticator: Page): Promise<void> {
  await authenticator.bringToFront()
  await authenticator.getByRole('link', { name: /asks for your approval/ }).click()
}
