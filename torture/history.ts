import { readFileSync, writeFileSync } from 'node:fs'

/**
 * All that clients, carriers and callback endpoints saw, in words of the wire alone. Whoever checks it needs to
 * know nothing of the service. It can be written to a file, a record a line, and checked again.
 */
export type HistoryRecord = Run | Call | Message | Callback | CallbackSet | Fault | Clock

/** When something began and ended: in the order of the log, and in milliseconds since its start. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly at: number
  readonly until: number
}

/** How the run was made: the first record. */
export interface Run {
  readonly kind: 'run'
  readonly seed: number
  readonly database: string
  /** How long after a fault an answer may still be 503, or missing. */
  readonly graceMs: number
  /** The app's settings where they are not those of docs/limits.md. */
  readonly wrongTokensPerAddress: number
}

export type Op =
  | {
      readonly kind: 'send'
      readonly app: string
      readonly user: number
      readonly phone: string
      readonly action: string
      /** They stand in the message, and in no other. */
      readonly words: string
    }
  | {
      readonly kind: 'verify'
      readonly app: string
      readonly user: number
      readonly action: string
      readonly token: string
      /** Where the client has it from; a guess is right with a chance of one in ten million. */
      readonly by: 'message' | 'authenticator' | 'guess'
      readonly address: string | undefined
    }
  | { readonly kind: 'start-code'; readonly app: string; readonly phone: string }
  | {
      readonly kind: 'check-code'
      readonly app: string
      readonly phone: string
      readonly token: string
      readonly by: 'message' | 'guess'
    }
  | {
      readonly kind: 'ask'
      readonly app: string
      readonly user: number
      readonly message: string
      readonly key: string | undefined
    }
  | { readonly kind: 'read'; readonly app: string; readonly uuid: string }
  | {
      readonly kind: 'show'
      readonly device: number
      readonly uuid: string
      readonly nonce: string
    }
  | {
      readonly kind: 'answer'
      readonly device: number
      readonly uuid: string
      readonly answer: 'approved' | 'denied'
      readonly nonce: string
    }
  /** What prepares the others: a user, a registration, an authenticator's secret. */
  | { readonly kind: 'prepare'; readonly what: string; readonly phone: string | undefined }

export interface Answer {
  readonly status: number
  /** `200`, or the error's code. */
  readonly code: string
  /** Seconds. */
  readonly retryAfter?: number
  /** Of an approval request: its uuid, its status, and the question. */
  readonly uuid?: string
  readonly state?: string
  readonly message?: string
}

export interface Call extends Span {
  readonly kind: 'call'
  readonly client: string
  readonly op: Op
  /** Undefined where the connection ended without one: it may have happened or not. */
  readonly answer: Answer | undefined
  /** Neither an answer nor the end of the connection came. */
  readonly isHung: boolean
}

/** What became of a delivery, as the other side meant it: taken, refused, or no answer in time. */
export type DeliveryOutcome = 'taken' | 'refused' | 'no-answer'

export interface Message extends Span {
  readonly kind: 'message'
  readonly id: string
  readonly phone: string
  readonly text: string
  readonly outcome: DeliveryOutcome
}

export interface Callback extends Span {
  readonly kind: 'callback'
  readonly app: string
  readonly id: string
  readonly uuid: string
  readonly state: string
  readonly isSigned: boolean
  readonly outcome: DeliveryOutcome
}

/** The operator gave an app its callback URL, again or for the first time. */
export interface CallbackSet extends Span {
  readonly kind: 'callback-set'
  readonly app: string
}

export interface Fault extends Span {
  readonly kind: 'fault'
  readonly name: string
}

/** From here on the clocks of the nodes are so far from where they began, in milliseconds. */
export interface Clock extends Span {
  readonly kind: 'clock'
  readonly earliest: number
  readonly latest: number
}

type WithoutSpan<Part> = Part extends Span ? Omit<Part, keyof Span> : never

export interface History {
  /** In the order in which they ended. */
  readonly records: readonly HistoryRecord[]
  /** Something begins: returns what writes its end. */
  readonly begin: () => (record: WithoutSpan<HistoryRecord>) => void
  /** Something that happens at one moment. */
  readonly note: (record: WithoutSpan<HistoryRecord>) => void
}

/** @param now milliseconds since the start of the run, never going back */
export function createHistory(run: Run, now: () => number): History {
  const records: HistoryRecord[] = [run]
  let order = 0
  const begin: History['begin'] = () => {
    const from = ++order
    const at = now()
    return (record) => {
      records.push({ ...record, from, to: ++order, at, until: now() })
    }
  }
  return { records, begin, note: (record) => begin()(record) }
}

export function toLines(records: readonly HistoryRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

export function writeHistory(path: string, records: readonly HistoryRecord[]): void {
  writeFileSync(path, toLines(records))
}

export function readHistory(path: string): readonly HistoryRecord[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  // Written above: only an edited file holds anything else.
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as HistoryRecord)
}
