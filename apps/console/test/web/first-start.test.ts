import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openApp, openBrowser, photograph } from '../../../authenticator/test/web/browser.ts'
import { codeOf } from '../../../server/test/routes/console/signing-in.ts'

// The way of somebody who has just typed `npm start`: nothing here knows more than what is on the screen.

const COMMAND = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url))
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 860 } }

const run = promisify(execFile)

let browser: Browser
let folder: string
let service: ChildProcess
let greeting = ''
/** An application whose endpoint is broken. */
let broken: Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-first-start-'))
  service = spawn(process.execPath, ['--conditions=source', COMMAND, 'serve'], {
    env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  service.stdout?.on('data', (chunk: Buffer) => {
    greeting += chunk.toString()
  })
  await vi.waitFor(
    () => {
      if (!greeting.includes('/console/welcome#')) throw new Error('The service has not started.')
    },
    { timeout: 20_000 },
  )
  broken = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(500).end('out of order'))
  })
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  const ended = once(service, 'exit')
  service.kill('SIGTERM')
  await ended
  broken.closeAllConnections()
  await new Promise((resolve) => broken.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

it('leads from the first start to a verified token, and to why a callback is disabled', async () => {
  const link = new URL(/https?:\S+\/console\/welcome#\S+/.exec(greeting)?.[0] ?? '')
  const { page, complaints } = await openApp(
    browser,
    link.origin,
    DESK,
    `${link.pathname}${link.hash}`,
  )
  await becomeTheFirstOperator(page)

  await page.getByRole('link', { name: 'Applications', exact: true }).click()
  await page.getByRole('button', { name: 'Create an application' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Corner Shop')
  await page.getByRole('button', { name: 'Create the application' }).click()
  await page.getByText('The key is shown this once').waitFor()
  const apiKey = await page.locator('code').innerText()
  await page.getByRole('button', { name: 'To the application' }).click()

  await page.getByRole('tab', { name: 'Developers' }).click()
  await page.getByLabel('API key').fill(apiKey)
  const shown = await page.getByRole('region', { name: 'Program in curl' }).innerText()
  const calls = curlsOf(shown.replace(/^export KEY=.*$/m, `export KEY=${apiKey}`))
  const [register = '', send = '', verify = ''] = calls
  const registered = JSON.parse(await shell(register)) as { readonly user: { readonly id: number } }
  const authyId = registered.user.id

  const handset = await page.context().newPage()
  await handset.goto(`${link.origin}/console/handset`)
  await handset.getByRole('status').filter({ hasText: 'Live' }).waitFor()
  await shell(send.replace('$ID', String(authyId)))
  const copy = handset.getByRole('button', { name: /^Copy \d{7}$/ })
  await copy.waitFor()
  await photograph(handset, 'first-sms')
  const token = ((await copy.textContent()) ?? '').replace('Copy ', '')
  const verified = await shell(verify.replace('the-token', token).replace('$ID', String(authyId)))
  expect(JSON.parse(verified)).toMatchObject({ success: 'true', token: 'is valid' })
  await handset.close()

  await page.getByRole('link', { name: 'Insight', exact: true }).click()
  const card = page.getByRole('region', { name: 'Verifications' })
  await card.getByText('Table').click()
  await card.getByRole('row').last().getByRole('cell', { name: '1', exact: true }).waitFor()
  await photograph(page, 'first-insight')
  await page.goto(`${link.origin}/console/people/${authyId}`)
  await page.getByRole('tab', { name: 'Timeline' }).click()
  for (const said of ['Token verified', 'Token sent by SMS', 'Added to the application'])
    await page.getByText(said).first().waitFor()

  await page.getByRole('link', { name: 'Applications', exact: true }).click()
  await page.getByRole('link', { name: 'Corner Shop' }).click()
  await page.getByRole('tab', { name: 'Callback' }).click()
  // A listening TCP server's address is never a pipe's name.
  const { port } = broken.address() as AddressInfo
  await page.getByRole('textbox', { name: 'URL' }).fill(`http://127.0.0.1:${port}/callback`)
  await page.getByRole('button', { name: 'Save' }).click()
  const sendTest = page.getByRole('button', { name: 'Send a test' })
  for (const failures of [1, 2, 3]) {
    await sendTest.click()
    await page.getByText(`${failures} in a row; 3 disable it`).waitFor()
  }
  await page.getByText('Disabled after failures').waitFor()
  const answers = page.getByRole('cell', { name: /500/ })
  expect(await answers.count()).toBe(3)
  await photograph(page, 'callback-disabled')
  expect(complaints).toEqual([])
})

async function becomeTheFirstOperator(page: Page): Promise<void> {
  const fields = {
    'E-mail': 'anna@example.com',
    Name: 'Anna',
    Password: 'correct horse battery',
    Country: '1',
    'Phone number': '555-123-4599',
  }
  for (const [label, text] of Object.entries(fields))
    await page.getByRole('textbox', { name: label }).fill(text)
  await page.getByRole('button', { name: 'Continue to the second factor' }).click()
  const secret = await page.locator('code').first().innerText()
  await page.getByLabel('Code that the app shows now').fill(codeOf(secret, Date.now()))
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
}

/** Each call as one would paste it, with what is exported before it. */
function curlsOf(program: string): readonly string[] {
  const whole = program.replaceAll('\\\n', ' ')
  const key = /^export KEY=.*$/m.exec(whole)?.[0] ?? ''
  return whole
    .split('\n')
    .filter((line) => line.startsWith('curl'))
    .map((line) => `${key}\n${line}`)
}

async function shell(commands: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', commands])
  return stdout
}
