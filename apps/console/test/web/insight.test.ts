import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openBrowser,
  overflowAt320,
  photograph,
  seriousProblems,
} from '../../../authenticator/test/web/browser.ts'
import { startEndpoint, status } from '../../../server/test/delivery/endpoint.ts'
import { addMonthOfCounters } from './counters-of-a-month.ts'
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

/** A person who is sent a token and types it, and the token once more. */
async function logIn(cellphone: string): Promise<void> {
  const created = await service.call('POST', '/protected/json/users/new', {
    'user[email]': 'jdoe@example.com',
    'user[cellphone]': cellphone,
    'user[country_code]': '1',
  })
  const { id } = created.body['user'] as { readonly id: number }
  await service.call('POST', `/protected/json/sms/${id}`, { force: 'true' })
  const token = await service.newestToken()
  await service.call('GET', `/protected/json/verify/${token}/${id}`)
  await service.call('GET', `/protected/json/verify/${token}/${id}`)
}

describe('insight', () => {
  it('shows what calls did, in charts, in tables and live', async () => {
    const owner = await service.operator()
    await addMonthOfCounters(service.deps, service.appId)
    await logIn('317-338-9302')
    const { page, complaints } = await service.open(browser, '/insight?range=24h', owner)
    const card = page.getByRole('region', { name: 'Verifications' })
    await card.getByRole('img').waitFor()
    await photograph(page, 'insight')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)
    await page.getByText('Unusual in the last 24 hours').waitFor()
    await card.getByText('Table').click()
    expect(await card.getByRole('row').last().getByRole('cell').allTextContents()).toEqual([
      expect.anything(),
      expect.stringMatching(/^\d+$/),
      '1',
      expect.anything(),
    ])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('link', { name: 'Download Verifications as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^verifications-.*\.csv$/)
    await page.getByRole('combobox', { name: 'Country' }).click()
    await page.getByRole('option', { name: 'Germany' }).click()
    await page.waitForURL(/country=DE/)
    await page.getByText('30 days').click()
    await page.waitForURL(/range=30d/)

    await page.getByRole('link', { name: 'Events', exact: true }).click()
    const list = page.getByRole('region', { name: 'Events' })
    await list.getByText('Token right').first().waitFor()
    await page.getByText('Live', { exact: true }).first().waitFor()
    await photograph(page, 'events')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)
    const before = await list.getByText('Person registered').count()
    await logIn('317-338-9303')
    await expect
      .poll(() => list.getByText('Person registered').count(), { timeout: 10_000 })
      .toBe(before + 1)
    expect(complaints).toEqual([])
  })

  it('shows a developer their calls, and delivers and redelivers a webhook', async () => {
    const owner = await service.operator()
    const endpoint = await startEndpoint(status(200))
    await logIn('317-338-9304')
    const path = `/apps/${service.appId}`
    const { page, complaints } = await service.open(browser, `${path}/developers`, owner)
    await page.getByLabel('API key').fill('pasted-key')
    const program = page.getByRole('region', { name: 'Program in curl' })
    expect(await program.textContent()).toContain(`export KEY=pasted-key`)
    expect(await program.textContent()).toContain(`${service.url}/protected/json/users/new`)
    for (const language of ['TypeScript', 'Python', 'Ruby', 'PHP', 'Java', 'Go']) {
      await page.getByRole('tab', { name: language }).click()
      const shown = page.getByRole('region', { name: `Program in ${language}` })
      expect(await shown.textContent()).toContain('pasted-key')
      expect(await shown.textContent()).toContain(service.url)
    }
    const log = page.getByRole('region', { name: 'Requests' })
    // Requests are written every two seconds, and the live log looks every three.
    await page.getByRole('switch', { name: 'Live' }).press('Space')
    await log.getByText('60019').first().waitFor()
    await photograph(page, 'developers')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)
    await page.getByLabel('Error code').fill('60019')
    await page.waitForURL(/errorCode=/)
    await log
      .getByRole('button', { name: /^Show GET/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.textContent()).toContain('Token was used recently')
    await page.keyboard.press('Escape')

    await page.getByRole('tab', { name: 'Webhooks' }).click()
    await page.getByRole('button', { name: 'Create a webhook' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('Orders')
    await form.getByLabel('URL').fill(`${endpoint.url}/hook`)
    await form.getByLabel('Person registered (user_added)').check()
    await form.getByRole('button', { name: 'Create' }).click()
    await page.getByText(/^WSK_/).waitFor()
    const hook = page.getByRole('region', { name: 'Webhook Orders' })
    await hook.getByRole('button', { name: 'Send a test' }).click()
    await endpoint.receives(1)
    await hook.getByText('delivered').waitFor()
    await hook.getByRole('button', { name: 'Redeliver webhook_test' }).click()
    await endpoint.receives(2)
    const ids = endpoint.received.map(({ headers }) => headers['webhook-id'])
    expect(ids[0]).toBe(ids[1])
    await logIn('317-338-9305')
    await endpoint.receives(3)
    await photograph(page, 'webhooks')
    expect(await seriousProblems(page)).toEqual([])
    expect(await overflowAt320(page)).toBe(0)
    expect(complaints).toEqual([])
  })
})
