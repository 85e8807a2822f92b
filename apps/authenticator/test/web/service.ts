import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  changeApp,
  createFirstApp,
  createLog,
  listMessages,
  parseConfig,
  setCallback,
} from '@countersign/server'
import { serve } from '@countersign/server/serve'
import type { WireObject } from '@countersign/wire'
import { vi } from 'vitest'

export const PHONE = '+13173389302'

/** The service on a port and data of its own, and what an app of it and its operator can do. */
export interface Service {
  readonly url: string
  readonly authyId: number
  /** The newest code that went to the phone. */
  readonly code: (after?: string) => Promise<string>
  readonly ask: (question: Question) => Promise<Asked>
  readonly statusOf: (uuid: string) => Promise<string>
  /** The key with which the device signed its answer. */
  readonly deviceKeyOf: (uuid: string) => Promise<WireObject>
  /** From now on the app is told at this URL. */
  readonly callBackAt: (url: string) => Promise<void>
  readonly apiKey: string
  /** Asks for a token by SMS, which goes to the authenticator instead where there is one. */
  readonly want: () => Promise<void>
  readonly verify: (token: string) => Promise<boolean>
  readonly close: () => Promise<void>
}

export interface Question {
  readonly message: string
  readonly details?: readonly (readonly [string, string])[]
  readonly secondsToExpire?: number
}

export interface Asked {
  readonly uuid: string
  /** The two digits of the login page, where the app wants them. */
  readonly number: string | undefined
}

/** The settings are the app's. They are made before its first call, since a server remembers an app for a second. */
export async function startService(
  settings: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-web-'))
  const parsed = parseConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const server = await serve(parsed.config, createLog('silent'))
  const created = await createFirstApp(server.deps, 'Acme Bank')
  if (created?.result !== 'created') throw new Error('The app was not created.')
  const { apiKey, app } = created
  for (const [name, value] of Object.entries(settings)) {
    const changed = await changeApp(server.deps, app.id, name, value)
    if (changed.result !== 'changed') throw new Error(`${name} was not set: ${changed.result}`)
  }
  const call = async (method: string, path: string, form?: Readonly<Record<string, string>>) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { 'X-Authy-API-Key': apiKey },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    })
    // The tests look into it, and a wrong shape fails them.
    return { status: response.status, body: (await response.json()) as Answer }
  }
  const registered = await call('POST', '/protected/json/users/new', {
    'user[email]': 'jdoe@example.com',
    'user[cellphone]': PHONE.slice(2),
    'user[country_code]': '1',
    send_install_link_via_sms: 'false',
  })
  const authyId = registered.body.user?.id ?? 0
  return {
    url: server.url,
    authyId,
    code: (after) =>
      vi.waitFor(
        async () => {
          const messages = await listMessages(server.deps, { to: PHONE, limit: 10 })
          const token = messages.at(-1)?.token
          if (token === undefined || token === after) throw new Error('No code has come yet.')
          return token
        },
        { timeout: 10_000, interval: 50 },
      ),
    async ask({ message, details = [], secondsToExpire }) {
      const { body } = await call('POST', `/onetouch/json/users/${authyId}/approval_requests`, {
        message,
        ...Object.fromEntries(details.map(([name, value]) => [`details[${name}]`, value])),
        ...(secondsToExpire === undefined ? {} : { seconds_to_expire: String(secondsToExpire) }),
      })
      const request = body.approval_request
      if (request === undefined) throw new Error(`Not asked: ${JSON.stringify(body)}`)
      return { uuid: request.uuid, number: request.number_matching?.code }
    },
    async statusOf(uuid) {
      const { body } = await call('GET', `/onetouch/json/approval_requests/${uuid}`)
      return body.approval_request?.status ?? ''
    },
    async deviceKeyOf(uuid) {
      const { body } = await call('GET', `/onetouch/json/approval_requests/${uuid}`)
      return body.approval_request?.signed_answer?.public_key ?? {}
    },
    async callBackAt(url) {
      const { result } = await setCallback(server.deps, app.id, url, 'POST')
      if (result !== 'set') throw new Error(`The callback was not set: ${result}`)
    },
    apiKey,
    async want() {
      await call('GET', `/protected/json/sms/${authyId}`)
    },
    async verify(token) {
      const { status } = await call('GET', `/protected/json/verify/${token}/${authyId}`)
      return status === 200
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Answer {
  readonly user?: { readonly id: number }
  readonly approval_request?: {
    readonly uuid: string
    readonly status: string
    readonly number_matching?: { readonly code: string }
    readonly signed_answer?: { readonly public_key: WireObject }
  }
}
