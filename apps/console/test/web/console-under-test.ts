import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createFirstApp,
  createLog,
  type Deps,
  listMessages,
  parseConfig,
} from '@countersign/server'
import { serve } from '@countersign/server/serve'
import type { Browser, Page } from 'playwright-core'
import { openApp } from '../../../authenticator/test/web/browser.ts'
import { type TestOperator, testOperator } from '../../../server/test/operator.ts'
import type { Grant } from '../../../server/src/domain/operator.ts'

/** A service on a port and data of its own, with an app, and operators who are signed in. */
export interface ConsoleUnderTest {
  readonly url: string
  readonly deps: Deps
  readonly appId: number
  readonly apiKey: string
  /** A call of the Authy API as the app makes it. */
  readonly call: (
    method: string,
    path: string,
    form?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>
  /** The digits of the last message. */
  readonly newestToken: () => Promise<string>
  readonly operator: (grants?: readonly Grant[]) => Promise<TestOperator>
  /** A page of the console in a browser profile of its own, signed in as this operator. */
  readonly open: (
    browser: Browser,
    path: string,
    operator: TestOperator,
  ) => Promise<{ readonly page: Page; readonly complaints: readonly string[] }>
  readonly close: () => Promise<void>
}

export async function startConsole(): Promise<ConsoleUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-console-'))
  const parsed = parseConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const server = await serve(parsed.config, createLog('silent'))
  const created = await createFirstApp(server.deps, 'Acme Bank')
  if (created?.result !== 'created') throw new Error('The app was not created.')
  const { app, apiKey } = created
  return {
    url: server.url,
    deps: server.deps,
    appId: app.id,
    apiKey,
    async call(method, path, form) {
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { 'X-Authy-API-Key': apiKey },
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      })
      // The tests look into it, and a wrong shape fails them.
      return {
        status: response.status,
        body: (await response.json()) as Readonly<Record<string, unknown>>,
      }
    },
    async newestToken() {
      const [message] = await listMessages(server.deps, { to: undefined, limit: 1 })
      return message?.token ?? ''
    },
    operator: (grants) => testOperator({ deps: server.deps, url: server.url }, grants),
    async open(browser, path, operator) {
      const [name = '', value = ''] = operator.cookie.split('=')
      const opened = await openApp(
        browser,
        server.url,
        {
          viewport: { width: 1280, height: 860 },
          storageState: {
            cookies: [
              {
                name,
                value,
                domain: '127.0.0.1',
                path: '/',
                expires: -1,
                httpOnly: true,
                secure: false,
                sameSite: 'Strict',
              },
            ],
            origins: [],
          },
        },
        `/console${path}`,
      )
      await opened.page.getByRole('heading', { level: 1 }).waitFor()
      return opened
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
