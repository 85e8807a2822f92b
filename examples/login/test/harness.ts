import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Device, memoryStore, openDevice } from '@countersign/device'
import { setCallback } from '@countersign/server'
import express from 'express'
import { onTestFinished } from 'vitest'
import { testServer, type TestServer } from '../../../apps/server/test/test-server.ts'
import type { AuthenticationService } from '../src/authentication-service.ts'
import { createLoginApp } from '../src/login-app.ts'

// The real app over real HTTP, at a real service on a database of its own; one clock for both.

export const PERSON = {
  email: 'ana@example.com',
  password: 'correct horse battery',
  countryCode: '+1',
  phone: '317-338-9302',
} as const

export const E164 = '+13173389302'

export interface CallbackSent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Bank {
  readonly url: string
  readonly service: TestServer
  readonly serviceUrl: string
  /** The paths that take a POST. */
  readonly forms: readonly string[]
  /** What the app wrote to its log. */
  readonly logged: readonly string[]
  /** The callbacks that came, as they came. */
  readonly callbacks: readonly CallbackSent[]
  /** A browser with its own cookies. */
  readonly visit: () => Visitor
  /** The newest token that went to the person. */
  readonly token: () => Promise<string>
  /** Makes the person a device. */
  readonly device: (phone?: string) => Promise<Device>
  /** Sends the callbacks that are due. */
  readonly callBack: () => Promise<void>
  readonly send: (callback: CallbackSent) => Promise<number>
}

export async function openBank(
  options: {
    readonly numberMatching?: boolean
    readonly service?: (url: string, apiKey: string) => AuthenticationService
  } = {},
): Promise<Bank> {
  const service = await testServer()
  if (options.numberMatching === true) await service.set('numberMatching', 'true')
  const serviceUrl = await service.app.listen({ host: '127.0.0.1', port: 0 })
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await setCallback(service.deps, service.appId, `${url}/authy/callback`, 'POST')
  const logged: string[] = []
  const { app, close } = createLoginApp({
    countersignUrl: serviceUrl,
    apiKey: service.apiKey,
    publicUrl: url,
    sessionSecret: 'a secret of the tests, long enough',
    dataDir: ':memory:',
    now: service.clock.now,
    log: (line) => logged.push(line),
    ...(options.service && { service: options.service(serviceUrl, service.apiKey) }),
  })
  const callbacks: CallbackSent[] = []
  const outside = express().disable('x-powered-by')
  server.on('request', outside.use(keepCallbacks(callbacks), app))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    close()
  })
  return {
    url,
    service,
    serviceUrl,
    forms: app.router.stack.flatMap(({ route }) =>
      route?.stack.some(({ method }) => method === 'post') === true ? [route.path] : [],
    ),
    logged,
    callbacks,
    visit: () => createVisitor(url),
    async token() {
      const token = (await service.outbox(E164)).at(-1)?.token
      if (token === undefined) throw new Error('Nothing was sent.')
      return token
    },
    async device(phone = E164) {
      const now = service.clock.now
      const device = await openDevice({ baseUrl: serviceUrl, store: memoryStore(), now })
      await device.register({ phone, via: 'sms', name: 'Phone', system: 'android', version: '1' })
      const code = (await service.outbox(phone)).at(-1)?.token ?? ''
      await device.complete(code)
      return device
    },
    async callBack() {
      await service.worker.runUntilIdle()
    },
    async send({ headers, body }) {
      const response = await fetch(`${url}/authy/callback`, { method: 'POST', headers, body })
      return response.status
    },
  }
}

/** Keeps each callback and leaves it as the app would have read it. */
function keepCallbacks(callbacks: CallbackSent[]): express.RequestHandler {
  const readText = express.text({ type: () => true, limit: '1mb' })
  return (request, response, next) => {
    if (request.path !== '/authy/callback') return next()
    readText(request, response, (error: unknown) => {
      if (error) return next(error)
      const names = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        /^(x-authy|webhook|content-type)/.test(name) ? [[name, String(value)]] : [],
      )
      callbacks.push({ headers: Object.fromEntries(names), body: String(request.body) })
      next()
    })
  }
}

export interface Answer {
  readonly status: number
  /** Where it leads, without the origin; empty where it leads nowhere. */
  readonly location: string
  readonly text: string
  readonly headers: Headers
}

export interface Visitor {
  readonly get: (path: string) => Promise<Answer>
  /** Sends a form with the token of the last page that had one, unless `_csrf` is among the fields. */
  readonly submit: (
    path: string,
    fields?: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<Answer>
  /** What the app set: `name=value`. */
  readonly cookie: () => string
  readonly setCookie: (cookie: string) => void
}

function createVisitor(url: string): Visitor {
  let cookie = ''
  let csrf = ''
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string> | undefined), cookie },
    })
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    const text = await response.text()
    csrf = /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? csrf
    const location = (response.headers.get('location') ?? '').replace(url, '')
    return { status: response.status, location, text, headers: response.headers }
  }
  const get = (path: string) => call(path, { headers: { accept: 'text/html' } })
  return {
    get,
    submit: (path, fields = {}, body) =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: body ?? new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
      }),
    cookie: () => cookie,
    setCookie(changed) {
      cookie = changed
    },
  }
}

/** Opens the account of PERSON, and is in by the token that came. */
export async function signUp(bank: Bank, visitor: Visitor, person = PERSON): Promise<void> {
  await visitor.get('/signup')
  const answer = await visitor.submit('/signup', person)
  if (answer.location !== '/login/token') throw new Error(`Not signed up: ${answer.status}`)
  await visitor.get('/login/token')
  const { location } = await visitor.submit('/login/token', { token: await bank.token() })
  if (location !== '/') throw new Error('The token did not let anybody in.')
}

/** Gives the right password, and says where that leads. */
export async function logIn(visitor: Visitor): Promise<string> {
  await visitor.get('/login')
  const { location } = await visitor.submit('/login', PERSON)
  if (location !== '') await visitor.get(location)
  return location
}

/** Whether this browser is logged in. */
export async function isIn(visitor: Visitor): Promise<boolean> {
  return (await visitor.get('/')).text.includes('You are logged in as')
}

export async function approveNewest(device: Device, number?: string): Promise<void> {
  const [approval] = await device.approvals()
  if (approval === undefined) throw new Error('Nothing is asked.')
  await device.approve(approval, { number })
}
