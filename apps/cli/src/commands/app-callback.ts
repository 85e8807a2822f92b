import { setTimeout as wait } from 'node:timers/promises'
import {
  type App,
  type AppCallback,
  type Deps,
  enqueueTestCallback,
  FAILURES_UNTIL_DISABLED,
  MOST_CALLBACK_URL_CHARACTERS,
  readCallback,
  readCallbackState,
  setCallback,
  type SetCallbackResult,
} from '@countersign/server'
import { findNamedApp } from '../find-app.ts'
import type { Invocation } from '../invocation.ts'
import { withDeps } from '../open.ts'
import { DONE, failure, type Failure, misuse, type Outcome } from '../outcome.ts'
import { columns, localTime, printable, type Printer } from '../print.ts'

/** Longer than an endpoint may take: after that, nobody takes the callback, or it is being tried again. */
const TEST_WAIT_MS = 15_000
const LOOK_EVERY_MS = 200

export async function appCallback(invocation: Invocation): Promise<Outcome> {
  const { positionals, text, isSet, print } = invocation
  const [idOrName = ''] = positionals
  const url = text('url')
  const method = text('method')?.toUpperCase()
  const chosen = [url !== undefined, isSet('remove'), isSet('test')].filter(Boolean).length
  if (chosen > 1)
    return misuse(
      'Expected one of --url, --remove and --test, got several.',
      'Run them one by one.',
    )
  if (method !== undefined && method !== 'POST' && method !== 'GET')
    return misuse(`Expected POST or GET as --method, got ${JSON.stringify(method)}.`, 'Write one.')
  if (method !== undefined && url === undefined)
    return misuse('Expected --url together with --method, got none.', 'Give the URL with it.')
  if (url === '')
    return misuse('Expected a URL after --url, got nothing.', '--remove takes the URL away.')
  return await withDeps(print, async (deps) => {
    const found = await findNamedApp(deps, idOrName)
    if (found.result === 'failed') return found
    const { app } = found
    if (isSet('test')) return await test(deps, app, print)
    if (isSet('remove')) return await set(deps, app, '', undefined, print)
    if (url !== undefined) return await set(deps, app, url, method, print)
    show(app, await readCallback(deps, app.id), print)
    return DONE
  })
}

async function set(
  deps: Deps,
  app: App,
  url: string,
  method: 'POST' | 'GET' | undefined,
  print: Printer,
): Promise<Outcome> {
  const changed = await setCallback(deps, app.id, url, method)
  switch (changed.result) {
    case 'set': {
      const { callback } = changed
      const sentence =
        url === ''
          ? `${app.name} is no longer called back.`
          : `${app.name} is called back by ${callback.method} at ${callback.url}\n` +
            `To try it out: npx countersign app callback ${app.id} --test`
      print.result(toJson(app, callback), sentence)
      return DONE
    }
    case 'app-unknown':
      return failure('The app is gone.', '`npx countersign app list` shows those there are.')
    case 'url-refused':
      return urlRefused(changed.reason)
  }
}

async function test(deps: Deps, app: App, print: Printer): Promise<Outcome> {
  const id = await enqueueTestCallback(deps, app.id)
  if (id === undefined) {
    return failure(
      `${app.name} has no callback URL.`,
      `Set one with \`npx countersign app callback ${app.id} --url URL\`.`,
    )
  }
  const endsAt = performance.now() + TEST_WAIT_MS
  let state = await readCallbackState(deps, id)
  while (state?.status === 'queued' && state.attempts === 0 && performance.now() < endsAt) {
    await wait(LOOK_EVERY_MS)
    state = await readCallbackState(deps, id)
  }
  const { status = 'dropped', attempts = 0, error } = state ?? {}
  const delivered = `The sample was delivered to ${app.name}, as callback ${id}.`
  const facts = { appId: app.id, callback: id, status, attempts, error: error ?? null }
  if (status === 'delivered') {
    print.result(facts, delivered)
    return DONE
  }
  // A program reads what became of it; for people it is the failure itself.
  if (print.isJson) print.result(facts, '')
  if (status === 'queued' && attempts === 0) {
    return failure(
      'The sample is in the queue, and nobody took it within 15 seconds.',
      'Is the service running, on the same data? Once it runs, it sends the sample.',
    )
  }
  const why = error?.replace(/\.$/, '') ?? 'nobody knows why'
  return failure(
    status === 'queued'
      ? `The sample was not delivered, and is tried again: ${why}.`
      : `The sample was not delivered: ${why}.`,
    `Mend the endpoint; after ${FAILURES_UNTIL_DISABLED} failures in a row its URL is taken away.`,
  )
}

function show(app: App, callback: AppCallback, print: Printer): void {
  const { url, method, failures, disabledAt, disabledReason } = callback
  print.result(
    toJson(app, callback),
    columns([
      ['App', app.name],
      ['URL', url === '' ? '(none)' : printable(url)],
      ['Method', method],
      ['Failures', `${failures} in a row`],
      ...(disabledAt === undefined
        ? []
        : [['Disabled', `${localTime(disabledAt)}, since ${disabledReason}`] as const]),
    ]),
  )
}

function toJson(app: App, { url, method, failures, disabledAt, disabledReason }: AppCallback) {
  return {
    appId: app.id,
    name: app.name,
    url: url === '' ? null : url,
    method,
    failures,
    disabledAt: disabledAt === undefined ? null : new Date(disabledAt).toISOString(),
    disabledReason: disabledReason ?? null,
  }
}

function urlRefused(
  reason: Extract<SetCallbackResult, { readonly result: 'url-refused' }>['reason'],
): Failure {
  switch (reason) {
    case 'too-long':
      return misuse(
        `Expected a URL of up to ${MOST_CALLBACK_URL_CHARACTERS} characters, got a longer one.`,
        'Choose a shorter one.',
      )
    case 'not-http':
      return misuse(
        'Expected an http:// or https:// URL with a host, got another.',
        'Write it in full, as https://app.example.com/authy/callback.',
      )
    case 'not-plain':
      return misuse(
        'Expected a URL of plain ASCII characters, got others or a space in it.',
        'Write a host in its xn-- form, and other characters as %XX: the URL is signed as it stands.',
      )
    case 'has-user':
      return misuse(
        'Expected a URL without user and password, got one with them.',
        'The signature proves who calls; leave them out.',
      )
    case 'has-fragment':
      return misuse(
        'Expected a URL without #, got one with it.',
        'What stands behind it is never sent; leave it out.',
      )
  }
}
