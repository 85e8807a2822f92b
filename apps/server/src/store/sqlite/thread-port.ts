import type { MessagePort } from 'node:worker_threads'
import type { KeyObject } from 'node:crypto'
import type { LogState } from './checkpoint.ts'
import type { FromWriter, ToWriter, WorkRequest } from './protocol.ts'
import { isOfInput } from './queries.ts'

/** What a thread does with the database that it holds. */
export interface Holder {
  readonly answerOf: (message: WorkRequest) => Promise<unknown>
  /** Of the moment at which an answer is given. */
  readonly state: () => Pick<Extract<FromWriter, { readonly ok: true }>, 'log' | 'isCommitted'>
  readonly checkpoint: () => LogState
  readonly repair: () => void
  readonly useIndexKey: (key: KeyObject) => void
  readonly close: () => void
}

/** Answers what comes through the port, one message after the other. */
export function servePort(port: MessagePort, holder: Holder): void {
  const send = (answer: FromWriter) => port.postMessage(answer)
  const queue: ToWriter[] = []
  let isWorking = false
  port.on('message', (message: ToWriter) => {
    queue.push(message)
    if (!isWorking) void workOff()
  })

  async function workOff(): Promise<void> {
    isWorking = true
    // One is done before the next begins: no other can come between BEGIN and COMMIT.
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await take(next)
    isWorking = false
  }

  async function take(message: ToWriter): Promise<void> {
    const { id } = message
    try {
      const value = await answerOf(message)
      send({ id, ok: true, value, ...stateAfter(message) })
      if (message.kind === 'close') port.close()
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      send({ id, ok: false, error, isOfInput: isOfInput(cause) })
    }
  }

  /** After a repair all is on disk, and who waits for it waits for nothing else. */
  function stateAfter({ kind }: ToWriter): ReturnType<Holder['state']> {
    return kind === 'close' || kind === 'repair'
      ? { log: undefined, isCommitted: false }
      : holder.state()
  }

  async function answerOf(message: ToWriter): Promise<unknown> {
    switch (message.kind) {
      case 'close':
        return holder.close()
      case 'index-key':
        return holder.useIndexKey(message.key)
      case 'checkpoint':
        return holder.checkpoint()
      case 'repair':
        return holder.repair()
      case 'query':
      case 'group':
      case 'task':
        return await holder.answerOf(message)
    }
  }
}
