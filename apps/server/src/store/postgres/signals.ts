import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import { createLocalSignals, type Signals, TRUSTED_MS } from '../signals.ts'
import { createListener, LISTENER_NAME, toError } from './listener.ts'

const CHANNEL = 'countersign'

/** A payload may have 8,000 bytes (PostgreSQL, NOTIFY); a topic has at most 50. */
const TOPICS_A_NOTIFICATION = 100

/** In a payload beside topics: asks whoever hears it to say so, and says so. */
const ASKED = '?'
const CONFIRMED = '!'

/** Signals between nodes by LISTEN and NOTIFY, on a connection of their own. */
export function createPostgresSignals(
  url: string,
  options: {
    readonly db: Kysely<Schema>
    readonly random: (bytes: number) => Uint8Array
    readonly onError: (error: Error) => void
    readonly onBack: () => void
    readonly onSilence: () => void
  },
): Signals {
  const { db, onError } = options
  const local = createLocalSignals()
  const node = crypto.randomUUID()
  const confirmations = new Map<string, (from: string) => void>()
  let waiting = new Set<string>()
  const listener = createListener(url, {
    ...options,
    node,
    channel: CHANNEL,
    onPayload: receive,
    onListening: local.wakeAll,
  })

  function receive(payload: string): void {
    const [from = '', first = '', ...rest] = payload.split(' ')
    if (first.startsWith(CONFIRMED)) {
      confirmations.get(first.slice(CONFIRMED.length))?.(from)
      return
    }
    if (first.startsWith(ASKED)) {
      // Our own too: whether our commit came through, this knows best.
      local.publish(rest)
      if (from !== node)
        notify([CONFIRMED + first.slice(ASKED.length)]).catch((error: unknown) =>
          onError(toError(error)),
        )
      return
    }
    if (from !== node) local.publish([first, ...rest])
  }

  async function notify(words: readonly string[], by: Kysely<Schema> = db): Promise<void> {
    await sql`SELECT pg_notify(${CHANNEL}, ${[node, ...words].join(' ')})`.execute(by)
  }

  /** What was published in one turn of the event loop goes together: a NOTIFY costs a lock on commit. */
  function send(): void {
    const topics = [...waiting]
    waiting = new Set()
    for (let start = 0; start < topics.length; start += TOPICS_A_NOTIFICATION)
      notify(topics.slice(start, start + TOPICS_A_NOTIFICATION)).catch((error: unknown) =>
        onError(toError(error)),
      )
  }

  /** Notes who confirms, and gives the wait for all who listen: no longer than a deaf node trusts what it remembers. */
  function expectConfirmations(token: string): () => Promise<void> {
    const confirmed = new Set<string>()
    const all = Promise.withResolvers<void>()
    let awaited: readonly string[] | undefined
    const look = () => {
      if (awaited?.every((each) => confirmed.has(each)) === true) all.resolve()
    }
    confirmations.set(token, (from) => {
      confirmed.add(from)
      look()
    })
    return async () => {
      const timer = setTimeout(all.resolve, TRUSTED_MS)
      try {
        awaited = (await listeningNodes(db)).filter((each) => each !== node)
        look()
      } catch (error) {
        // The change is made, whether or not we can know who heard of it.
        onError(toError(error))
      }
      await all.promise
      clearTimeout(timer)
    }
  }

  return {
    subscribe(topic, listener_) {
      // A command that only publishes needs no connection for what others say.
      void listener.start()
      return local.subscribe(topic, listener_)
    },
    publish(topics) {
      local.publish(topics)
      if (waiting.size === 0 && topics.length > 0) setImmediate(send)
      for (const topic of topics) waiting.add(topic)
    },
    async announce(from, topics, change) {
      await listener.start()
      const token = crypto.randomUUID()
      const allConfirmed = expectConfirmations(token)
      try {
        const result = await from.transaction().execute(async (tx) => {
          const changed = await change(tx)
          await notify([ASKED + token, ...topics], tx)
          return changed
        })
        local.publish(topics)
        await allConfirmed()
        return result
      } finally {
        confirmations.delete(token)
      }
    },
    isHearing: listener.isHearing,
    close: listener.close,
  }
}

/** The ids of the nodes that listen. Anybody may see a connection's name, whoever it belongs to. */
export async function listeningNodes(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly node: string }>`
    SELECT substr(application_name, ${LISTENER_NAME.length + 2}::int) AS node FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE ${`${LISTENER_NAME} %`}`.execute(
    db,
  )
  return rows.map((row) => row.node)
}
