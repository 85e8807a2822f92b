import { at } from '../../conformance/read-answer.ts'
import type { Answer, Op } from '../history.ts'
import type { Random } from '../random.ts'
import type { NoAnswer, TortureApp, WireAnswer, WireRequest, World } from './world.ts'

/** How long a client waits before it asks again what was not answered, in milliseconds. */
const ASKED_AGAIN_MS = 150

/** What came of a call: nothing is known where it was not answered, or answered 503. */
export interface Outcome extends Answer {
  readonly isKnown: boolean
  readonly body: unknown
}

export interface Person {
  readonly user: number
  /** With its plus sign. */
  readonly phone: string
}

/** One of many that ask at the same time: each call goes into the history. */
export interface Client {
  readonly world: World
  readonly random: Random
  readonly call: (op: Op, request: WireRequest) => Promise<Outcome>
  /** Asks until it is answered, as a client does whose person waits. */
  readonly insist: (ask: () => Promise<Outcome>) => Promise<Outcome>
}

export function createClient(world: World, name: string, random: Random): Client {
  return {
    world,
    random,
    async call(op, request) {
      const end = world.history.begin()
      const came = await world.ask(request)
      const answer = readAnswer(came)
      end({ kind: 'call', client: name, op, answer, isHung: came === 'hung' })
      if (typeof came === 'string' || answer === undefined)
        return { status: 0, code: came === 'hung' ? 'hung' : 'broken', isKnown: false, body: null }
      return { ...answer, isKnown: !isUnavailable(answer), body: came.body }
    },
    async insist(ask) {
      for (;;) {
        const outcome = await ask()
        // Who got no answer at all from a living service will get none: the checker says so. And whoever
        // signed by another clock signs again.
        const isOver = outcome.isKnown && outcome.code !== 'clock'
        if (isOver || outcome.code === 'hung') return outcome
        await world.pause(ASKED_AGAIN_MS)
      }
    },
  }
}

/** 503 of the service itself; 60017 is a suspended user's. */
function isUnavailable({ status, code }: Answer): boolean {
  return status === 503 && code !== '60017'
}

function readAnswer(came: WireAnswer | NoAnswer): Answer | undefined {
  if (typeof came === 'string') return undefined
  const { status, retryAfter, body } = came
  const code = at(body, 'error_code') ?? at(body, 'error', 'code')
  const approval = at(body, 'approval') ?? at(body, 'approval_request')
  const uuid = at(approval, 'uuid')
  const state = at(approval, 'status')
  const message = at(approval, 'message')
  return {
    status,
    code: typeof code === 'string' ? code : String(status),
    ...(retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) }),
    ...(typeof uuid === 'string' ? { uuid } : {}),
    ...(typeof state === 'string' ? { state } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  }
}

/** A call of an app in Authy's dialect. */
export function appRequest(
  app: TortureApp,
  line: string,
  form?: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): WireRequest {
  const [method = 'GET', path = ''] = line.split(' ')
  return {
    // Lines are written in these files.
    method: method as 'GET' | 'POST',
    path,
    headers: {
      'x-authy-api-key': app.apiKey,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    body: form === undefined ? undefined : new URLSearchParams(form).toString(),
  }
}
