import pg from 'pg'
import { createLocalSignals, type Signals } from '../signals.ts'

const CHANNEL = 'countersign'

/** A payload may have 8,000 bytes (PostgreSQL, NOTIFY); a topic has at most 50. */
const TOPICS_A_NOTIFICATION = 100

const RECONNECT_MS = 1_000

/** Signals between nodes by LISTEN and NOTIFY, on connections of their own. */
export function createPostgresSignals(
  url: string,
  options: {
    readonly notify: (channel: string, payload: string) => Promise<unknown>
    readonly onError: (error: Error) => void
  },
): Signals {
  const local = createLocalSignals()
  const node = crypto.randomUUID()
  let waiting = new Set<string>()
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let listening: Promise<void> | undefined

  async function listen(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'countersign-signals' })
    next.on('error', (error) => lost(next, error))
    next.on('end', () => lost(next, undefined))
    next.on('notification', ({ payload = '' }) => receive(payload))
    client = next
    try {
      await next.connect()
      await next.query(`LISTEN ${CHANNEL}`)
      // What was said while nobody listened is not said again: everybody looks.
      local.wakeAll()
    } catch (error) {
      lost(next, error instanceof Error ? error : new Error(String(error)))
    }
  }

  function lost(which: pg.Client, error: Error | undefined): void {
    if (client !== which || isClosed) return
    client = undefined
    if (error !== undefined) options.onError(error)
    which.end().catch(() => {})
    timer = setTimeout(() => {
      listening = listen()
    }, RECONNECT_MS)
  }

  function receive(payload: string): void {
    const [from, ...topics] = payload.split(' ')
    if (from !== node) local.publish(topics)
  }

  return {
    subscribe(topic, listener) {
      // A command that only publishes needs no connection for what others say.
      listening ??= listen()
      return local.subscribe(topic, listener)
    },
    publish(topics) {
      local.publish(topics)
      if (waiting.size === 0 && topics.length > 0) setImmediate(send)
      for (const topic of topics) waiting.add(topic)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await listening
      await client?.end().catch(() => {})
    },
  }

  /** What was published in one turn of the event loop goes together: a NOTIFY costs a lock on commit. */
  function send(): void {
    const topics = [...waiting]
    waiting = new Set()
    for (let start = 0; start < topics.length; start += TOPICS_A_NOTIFICATION) {
      const part = topics.slice(start, start + TOPICS_A_NOTIFICATION)
      options.notify(CHANNEL, [node, ...part].join(' ')).catch((error: unknown) => {
        options.onError(error instanceof Error ? error : new Error(String(error)))
      })
    }
  }
}
