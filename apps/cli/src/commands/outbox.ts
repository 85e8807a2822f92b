import { setTimeout as wait } from 'node:timers/promises'
import { type Deps, listMessages, type OutboxMessage } from '@countersign/server'
import type { Invocation } from '../invocation.ts'
import { withDeps } from '../open.ts'
import { DONE, misuse, type Outcome } from '../outcome.ts'
import { parsePhoneArgument } from '../phone-argument.ts'
import { localTime, printable, type Printer } from '../print.ts'
import { untilStopped } from '../until-stopped.ts'

const DEFAULT_LIMIT = 20
const MOST_MESSAGES = 1_000

/** Soon enough for somebody who waits for a token, seldom enough for a busy database. */
const LOOK_EVERY_MS = 300

/** The newest messages that each look reads. More than one process writes them, so a number may appear after a higher one. */
const LOOK_MESSAGES = 200

/** A look that sees nothing but new messages reads further back, as far as this. */
const MOST_LOOK_MESSAGES = 12_800

export async function showOutbox({ text, isSet, print }: Invocation): Promise<Outcome> {
  const limit = text('limit') ?? String(DEFAULT_LIMIT)
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST_MESSAGES) {
    return misuse(
      `Expected a whole number from 1 to ${MOST_MESSAGES} for --limit, got ${JSON.stringify(limit)}.`,
      'Leave it out for the last 20.',
    )
  }
  const typed = text('to')
  const to = typed?.includes('@') === true ? typed : typed && parsePhoneArgument(typed)
  if (typed !== undefined && to === undefined) {
    return misuse(
      'Expected a phone number that begins with + or an e-mail address for --to, got something else.',
      'Write it as --to +15551234567 or --to anna@example.com.',
    )
  }
  return await withDeps(print, async (deps) => {
    if (isSet('follow')) return await follow(deps, to, Number(limit), print)
    const messages = await listMessages(deps, { to, limit: Number(limit) })
    if (messages.length === 0) print.text('No message yet.')
    for (const message of messages) printMessage(print, message)
    return DONE
  })
}

/** Prints the last messages and then each new one, until the process is told to end. */
async function follow(
  deps: Deps,
  to: string | undefined,
  limit: number,
  print: Printer,
): Promise<Outcome> {
  const stopped = untilStopped()
  const first = await listMessages(deps, { to, limit: Math.max(limit, LOOK_MESSAGES) })
  for (const message of first.slice(-limit)) printMessage(print, message)
  print.text('Waiting for new messages; Ctrl-C ends this.')
  let seen: ReadonlySet<string> = new Set(first.map((message) => message.id))
  while (!stopped.aborted) {
    const newest = await lookFor(deps, to, seen)
    for (const message of newest) if (!seen.has(message.id)) printMessage(print, message)
    // What is not among the newest any more never comes back to them, so it need not be remembered.
    seen = new Set(newest.map((message) => message.id))
    await wait(LOOK_EVERY_MS, undefined, { signal: stopped }).catch(() => {})
  }
  return DONE
}

/** The newest messages, back to one that was seen before. */
async function lookFor(
  deps: Deps,
  to: string | undefined,
  seen: ReadonlySet<string>,
): Promise<readonly OutboxMessage[]> {
  for (let limit = LOOK_MESSAGES; ; limit *= 2) {
    const newest = await listMessages(deps, { to, limit })
    if (newest.length < limit) return newest
    const firstSeen = newest.findIndex((message) => seen.has(message.id))
    // Reading further back finds older ones too, which were never meant to be printed.
    if (firstSeen >= 0) return limit === LOOK_MESSAGES ? newest : newest.slice(firstSeen)
    if (limit >= MOST_LOOK_MESSAGES) return newest
  }
}

function printMessage(print: Printer, message: OutboxMessage): void {
  print.result(toJson(message), toText(message))
}

function toJson(message: OutboxMessage) {
  return {
    id: message.id,
    at: new Date(message.at).toISOString(),
    channel: message.channel,
    kind: message.kind,
    to: message.to,
    text: message.text,
    token: message.token ?? null,
    status: message.status,
    appId: message.appId,
    locale: message.locale,
    provider: message.provider ?? null,
    subject: message.subject ?? null,
    error: message.error ?? null,
  }
}

function toText({ at, channel, to, status, error, subject, text }: OutboxMessage): string {
  const state = error === undefined ? status : `${status}: ${error}`
  const lines = subject === undefined ? [text] : [subject, '', text]
  return [
    `${localTime(at)}  ${channel.padEnd('email'.length)}  ${printable(to)}  ${printable(state)}`,
    ...lines.flatMap((line) => printable(line).split('\n')).map((line) => `  ${line}`.trimEnd()),
  ].join('\n')
}
