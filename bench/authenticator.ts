import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from '../apps/authenticator/test/web/find-chromium.ts'
import { end, forkServer } from './children.ts'
import { median, range } from './ratios.ts'
import { prepareDatabase } from './databases.ts'
import type { BenchOptions } from './contenders.ts'

/** Lighthouse's slow phone: a quarter of this machine's speed, 1.6 Mbit/s, 150 ms there and back. */
const CPU_SLOWDOWN = 4
const BYTES_PER_SECOND = (1.6 * 1_000_000) / 8
const LATENCY_MS = 150

const VISITS = 5

const DIST = join(import.meta.dirname, '../apps/authenticator/dist')

/** The authenticator on a slow phone, never opened before: until the number can be typed. */
export async function measureAuthenticator(options: BenchOptions): Promise<string> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('There is no Chromium; set CHROMIUM_PATH.')
  const { env } = await prepareDatabase({
    name: 'sqlite for the authenticator',
    slug: 'sqlite-authenticator',
    folder: options.folder,
    url: undefined,
    seed: async () => {},
  })
  const { child, port } = await forkServer(env)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const times: number[] = []
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: LATENCY_MS,
      downloadThroughput: BYTES_PER_SECOND,
      uploadThroughput: BYTES_PER_SECOND,
    })
    const startedAt = performance.now()
    await page.goto(`http://127.0.0.1:${port}/authenticator/`, { waitUntil: 'commit' })
    await page.getByLabel('Phone number').fill('3173389302')
    times.push(performance.now() - startedAt)
    await context.close()
  }
  await browser.close()
  await end(child)
  return [
    '| the authenticator, first visit on a slow phone | until the number can be typed, ms (range) | visits |',
    '| --- | --- | --- |',
    `| ${CPU_SLOWDOWN}× slower processor, 1.6 Mbit/s, ${LATENCY_MS} ms; ${scriptKb()} kB of scripts as brotli, all pages and languages | ${median(times).toFixed(0)} (${range(times, 0)}) | ${VISITS} |`,
  ].join('\n')
}

function scriptKb(): string {
  const scripts = readdirSync(join(DIST, 'assets')).filter((name) => name.endsWith('.js.br'))
  const bytes = scripts.reduce((sum, name) => sum + statSync(join(DIST, 'assets', name)).size, 0)
  return (bytes / 1_000).toFixed(0)
}
