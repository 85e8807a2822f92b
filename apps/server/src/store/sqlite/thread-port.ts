import type { MessagePort } from 'node:worker_threads'
import type { KeyObject } from 'node:crypto'
import type { LogState } from './checkpoint.ts'
import type { FromWriter, ToWriter, WorkRequest } from './protocol.ts'
import { isOfInput } from './queries.ts'

/** What a thread does with the database that it holds. */
export interface Holder {
  readonly answerOf: (message: WorkRequest) => Promise<unknown>
  /** Calls one of both, once an answer is as good as on disk. */
  readonly promise: (
    answer: (log: LogState | undefined) => void,
    fail: (error: unknown) => void,
  ) => void
  readonly checkpoint: () => LogState
  readonly useIndexKey: (key: KeyObject) => void
  readonly close: () => void
}

/** Answers what comes through the port, one message after the other. */
export function servePort(port: MessagePort, holder: Holder): void {
  const send = (answer: FromWriter) => port.postMessage(answer)

  // One message a turn of the event loop: between two of them it hears what has come to disk meanwhile.
  const queue: ToWriter[] = []
  port.on('message', (message: ToWriter) => {
    queue.push(message)
    if (queue.length === 1) setImmediate(takeNext)
  })

  function takeNext(): void {
    const [message] = queue
    if (message !== undefined) take(message)
    queue.shift()
    if (queue.length > 0) setImmediate(takeNext)
  }

  function take(message: ToWriter): void {
    const { id } = message
    const fail = (cause: unknown, isOfOne: boolean) => {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      send({ id, ok: false, error, isOfInput: isOfOne })
    }
    const answer = (value: unknown) =>
      holder.promise(
        (log) => send({ id, ok: true, value, log }),
        (error) => fail(error, false),
      )
    const refuse = (error: unknown) => fail(error, isOfInput(error))
    try {
      if (message.kind === 'close') {
        holder.close()
        send({ id, ok: true, value: undefined, log: undefined })
        port.close()
      } else if (message.kind === 'index-key') {
        holder.useIndexKey(message.key)
        answer(undefined)
      } else if (message.kind === 'checkpoint') {
        answer(holder.checkpoint())
      } else {
        // Settles in microtasks alone: no other message can come between BEGIN and COMMIT.
        holder.answerOf(message).then(answer, refuse)
      }
    } catch (error) {
      refuse(error)
    }
  }
}
