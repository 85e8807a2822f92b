import { Socket } from 'node:net'
import pg from 'pg'
import { TRUSTED_MS } from '../signals.ts'
import { reconnectDelay } from './reconnect-delay.ts'

/** How often the connection is asked whether it lives. */
const PROBE_MS = 400

/** Probes without an answer after which the database counts as away: two seconds. */
const MOST_MISSED = 5

/** Short, since a new attempt is the quicker one: what was sent into a broken network is repeated only after seconds. */
const CONNECT_TIMEOUT_MS = 2_000

/** Begins the name of every listening connection in pg_stat_activity; the node's id follows. */
export const LISTENER_NAME = 'countersign-signals'

export interface ListenerEvents {
  readonly onPayload: (payload: string) => void
  /** After every connect: what was said while nobody listened is not said again. */
  readonly onListening: () => void
  /** Before that, where an attempt failed. */
  readonly onBack: () => void
  readonly onError: (error: Error) => void
  /** The database does not answer although no connection broke: a network that swallows packets. */
  readonly onSilence: () => void
}

export interface Listener {
  /** Resolves after the first attempt, whatever came of it. */
  readonly start: () => Promise<void>
  readonly isHearing: () => boolean
  readonly close: () => Promise<void>
}

interface Connection {
  readonly client: pg.Client
  readonly socket: Socket
  probes: NodeJS.Timeout | undefined
  /** A probe's answer comes after every notification before it, so it vouches for the time it was sent. */
  vouchedUntil: number
  missed: number
  isAsking: boolean
}

/** One connection that LISTENs, is asked all the time whether it lives, and is made again when it does not. */
export function createListener(
  url: string,
  options: ListenerEvents & {
    readonly node: string
    readonly channel: string
    readonly random: (bytes: number) => Uint8Array
  },
): Listener {
  let current: Connection | undefined
  let timer: NodeJS.Timeout | undefined
  let attempts = 0
  let isClosed = false
  let started: Promise<void> | undefined

  async function listen(): Promise<void> {
    const connection = open()
    current = connection
    const { client } = connection
    client.on('error', (error) => lost(connection, error))
    client.on('end', () => lost(connection, undefined))
    client.on('notification', ({ payload = '' }) => options.onPayload(payload))
    try {
      await client.connect()
      const askedAt = performance.now()
      await client.query(`LISTEN ${options.channel}`)
      if (current !== connection) return
      if (attempts > 0) options.onBack()
      attempts = 0
      connection.vouchedUntil = askedAt
      connection.probes = setInterval(() => probe(connection), PROBE_MS)
      options.onListening()
    } catch (error) {
      lost(connection, toError(error))
    }
  }

  function open(): Connection {
    const socket = new Socket()
    const client = new pg.Client({
      connectionString: url,
      application_name: `${LISTENER_NAME} ${options.node}`,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      // Ours to destroy: asked to end, a connection whose packets vanish would wait for an answer.
      stream: () => socket,
    })
    return {
      client,
      socket,
      probes: undefined,
      vouchedUntil: -Infinity,
      missed: 0,
      isAsking: false,
    }
  }

  function probe(connection: Connection): void {
    if (connection.isAsking) {
      // Counted in looks, not in time: after a busy moment of this process the answer may wait to be read.
      connection.missed += 1
      if (connection.missed < MOST_MISSED) return
      options.onSilence()
      lost(connection, new Error('PostgreSQL has not answered for two seconds.'))
      return
    }
    void ask(connection)
  }

  async function ask(connection: Connection): Promise<void> {
    const askedAt = performance.now()
    connection.isAsking = true
    try {
      await connection.client.query('SELECT 1')
      connection.isAsking = false
      connection.missed = 0
      connection.vouchedUntil = askedAt
    } catch (error) {
      lost(connection, toError(error))
    }
  }

  function lost(connection: Connection, error: Error | undefined): void {
    if (current !== connection || isClosed) return
    current = undefined
    clearInterval(connection.probes)
    connection.socket.destroy()
    if (error !== undefined) options.onError(error)
    timer = setTimeout(() => void listen(), reconnectDelay(attempts++, options.random))
  }

  return {
    start: () => (started ??= listen()),
    isHearing: () => current !== undefined && performance.now() - current.vouchedUntil < TRUSTED_MS,
    async close() {
      isClosed = true
      clearTimeout(timer)
      await started
      clearInterval(current?.probes)
      current?.socket.destroy()
    },
  }
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
