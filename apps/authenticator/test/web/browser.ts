import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A folder for pictures of the pages; without it none are taken, since no test looks at them. */
const SCREENSHOTS = process.env['SCREENSHOTS']

const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1280, height: 860 }

export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('There is no Chromium; set CHROMIUM_PATH.')
  if (SCREENSHOTS !== undefined) mkdirSync(SCREENSHOTS, { recursive: true })
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}

/** A browser profile of its own, with the app open in it. What the page complains about is kept. */
export async function openApp(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  path = '/authenticator/',
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const context = await browser.newContext({ locale: 'en-US', viewport: PHONE, ...options })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${url}${path}`)
  return { page, complaints }
}

/** What axe calls serious or critical, in both themes; empty as it should be. */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  const problems: string[] = []
  // Past the policy of the page, which lets no script in: through the debugger.
  await page.evaluate(AXE)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await settle(page)
    const results = await page.evaluate(async (): Promise<AxeResults> => {
      const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }
      return await axe.run()
    })
    for (const { id, impact, nodes } of results.violations) {
      if (impact !== 'serious' && impact !== 'critical') continue
      problems.push(
        ...nodes.map(({ html, failureSummary }) =>
          [colorScheme, id, html, failureSummary].join(' · '),
        ),
      )
    }
  }
  return problems
}

/** The page as it looks on a phone, a small one and a desk, by day and by night. */
export async function photograph(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return
  const viewport = page.viewportSize() ?? PHONE
  for (const [kind, size] of [
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await settle(page)
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${kind}-${colorScheme}.png`) })
    }
  }
  await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

/** Until the colours that were asked for are drawn. */
async function settle(page: Page): Promise<void> {
  await page.bringToFront()
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
}

/** How far the page is wider than a small phone; 0 as it should be. */
export async function overflowAt320(page: Page): Promise<number> {
  const viewport = page.viewportSize() ?? PHONE
  await page.setViewportSize({ width: 320, height: 640 })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  await page.setViewportSize(viewport)
  return overflow
}
