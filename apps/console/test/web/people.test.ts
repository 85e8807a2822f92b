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

/** What a registration answers. */
interface Registered {
  readonly user: { readonly id: number }
}

async function register(cellphone: string, email: string): Promise<number> {
  const { body } = await service.call('POST', '/protected/json/users/new', {
    'user[email]': email,
    'user[cellphone]': cellphone,
    'user[country_code]': '1',
    send_install_link_via_sms: 'false',
  })
  return (body as unknown as Registered).user.id
}

describe('people and their messages', () => {
  it('shows an SMS on the handset as it comes, and who got it: what happened, suspended, and let in again', async () => {
    const operator = await service.operator([{ appId: service.appId, role: 'operator' }])
    const { page, complaints } = await service.open(browser, '/handset', operator)
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
    await page.getByText('No message yet').waitFor()

    const jane = await register('317-338-9302', 'jane@example.com')
    await register('317-338-9303', 'john@example.com')
    await service.call('GET', `/protected/json/sms/${jane}`)
    const copy = page.getByRole('button', { name: /^Copy \d{7}$/ })
    await copy.waitFor()
    const token = ((await copy.textContent()) ?? '').replace('Copy ', '')
    await copy.click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await service.call('GET', `/protected/json/call/${jane}`)
    await page.getByText('A call that says').waitFor()
    await service.call('POST', `/protected/json/email/${jane}`, {})
    await expect.poll(() => copy.count(), { timeout: 5_000 }).toBe(3)
    await photograph(page, 'handset')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)

    await service.call('GET', `/protected/json/verify/0000001/${jane}`)
    await service.call('GET', `/protected/json/verify/${token}/${jane}`)
    await page.getByRole('link', { name: 'Messages', exact: true }).click()
    await page.getByRole('cell', { name: /Token by call/ }).waitFor()
    await photograph(page, 'messages')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)

    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('link', { name: '+13173389303' }).waitFor()
    await photograph(page, 'people')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)
    await page.getByLabel('Find a person').fill('+1 (317) 338-9302')
    await page.keyboard.press('Enter')
    await page.waitForURL('**search=*')
    await expect.poll(() => page.getByRole('link', { name: /^\+1317/ }).count()).toBe(1)
    await page.getByRole('link', { name: '+13173389302' }).click()

    await page.getByRole('button', { name: 'Suspend', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
    await page.getByText('Cannot log in: suspended').waitFor()
    await photograph(page, 'person')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)
    const refused = await service.call('GET', `/protected/json/sms/${jane}`)
    expect(refused.status).toBe(503)
    await page.getByRole('button', { name: 'Lift suspension' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click()
    await page.getByRole('button', { name: 'Suspend', exact: true }).waitFor()

    await page.getByRole('tab', { name: 'Timeline' }).click()
    for (const said of [
      'Let in again by an operator',
      'Suspended by an operator',
      'Token verified',
      'The digits were wrong, or of a token that had expired.',
      'Token sent by SMS',
      'Added to the application',
    ])
      await page.getByText(said).first().waitFor()
    await photograph(page, 'timeline')
    expect(await seriousProblems(page)).toEqual([])
    await page.getByLabel('Show').selectOption('operators')
    await page.waitForURL('**part=operators*')
    await expect.poll(() => page.getByText('Token verified').count()).toBe(0)
    for (const tab of ['Tokens sent', 'Approvals', 'Devices', 'Activity']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tabpanel', { name: tab }).locator('h2, table').first().waitFor()
    }
    expect(await overflowAt320(page)).toBe(0)
    expect(complaints).toEqual([])
  })
})
