import type { ConsoleErrorBody } from '@countersign/server/console-api'
import { noAnswer, Problem } from './problem.ts'
import { askForProof } from './proof.ts'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface AskOptions {
  readonly query?: Query
  readonly body?: object
  readonly signal?: AbortSignal
  /** For the requests of signing in, which no dialog must answer. */
  readonly isBare?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Asks the service, by the path below `/console/api`. Where the session has ended or a fresh proof is needed,
 * a dialog asks for it over the page, and the request is made again.
 *
 * @throws Problem
 */
export async function ask<Answer>(
  method: Method,
  path: string,
  options: AskOptions = {},
): Promise<Answer> {
  try {
    return await askOnce<Answer>(method, path, options)
  } catch (error) {
    if (options.isBare === true || !(error instanceof Problem)) throw error
    const kind = proofFor(error)
    if (kind === undefined || !(await askForProof(kind))) throw error
    return await askOnce<Answer>(method, path, options)
  }
}

/** The address of a file or a stream, for what fetches by itself. */
export function addressOf(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const text = new URLSearchParams(given).toString()
  return `/console/api${path}${text === '' ? '' : `?${text}`}`
}

async function askOnce<Answer>(
  method: Method,
  path: string,
  { query, body, signal }: AskOptions,
): Promise<Answer> {
  const response = await fetch(addressOf(path, query), {
    method,
    headers: {
      accept: 'application/json',
      // No page of another site can set it (http/console/same-origin.ts).
      'x-countersign-console': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    credentials: 'same-origin',
    redirect: 'error',
  }).catch((error: unknown) => {
    throw isAbort(error) ? error : noAnswer()
  })
  const answered = (await response.json().catch(() => undefined)) as unknown
  // What the service answers is as its schemas say; the routes' tests see to that.
  if (response.ok && answered !== undefined) return answered as Answer
  if (!isErrorBody(answered)) throw noAnswer()
  throw new Problem(answered.error.code, answered.error)
}

function proofFor({ code }: Problem) {
  if (code === 'unauthenticated') return 'sign-in' as const
  return code === 'reauthenticate' ? ('fresh' as const) : undefined
}

function isErrorBody(body: unknown): body is ConsoleErrorBody {
  return typeof body === 'object' && body !== null && 'error' in body
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
