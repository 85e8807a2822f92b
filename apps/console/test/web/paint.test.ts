import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../../../authenticator/test/web/browser.ts'
import { type ConsoleUnderTest, startConsole } from './console-under-test.ts'

// Time is measured here, so no other test runs meanwhile (vitest.config.ts).

/** Lighthouse's slow line, 1.6 Mbit/s and 150 ms there and back, at half the speed of the machine. */
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
