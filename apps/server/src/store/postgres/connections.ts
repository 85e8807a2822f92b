import { Socket } from 'node:net'
import pg from 'pg'

/** How long a request may wait for a connection before it is answered 503. */
const CONNECT_TIMEOUT_MS = 2_000

/** No statement of ours takes as long; one that does is stuck, and must not hold its locks. */
const STATEMENT_TIMEOUT_MS = 15_000

/** Rows are held for one transaction, of milliseconds: whoever waits longer has met one that is stuck. */
const LOCK_TIMEOUT_MS = 3_000

/**
 * Between two statements of a transaction we wait for nothing but the processor. PostgreSQL does not notice
 * a node that froze, or whose network is gone, and would keep what that one had locked.
 */
const IDLE_IN_TRANSACTION_MS = 3_000

/** Object id of `int8` in pg_type. */
const INT8 = 20

export interface Connections {
  readonly pool: pg.Pool
  /**
   * Breaks `all` of them, where a network swallows packets: each would keep its request waiting until the
   * system gives up, after minutes. Or those that were asked for and did not come, once others do.
   */
  readonly drop: (which: 'all' | 'unanswered') => void
}

/** A pool whose connections can be broken from outside, whatever they are waiting for. */
export function openConnections(
  url: string,
  options: { readonly most: number; readonly onIdleError: (error: Error) => void },
): Connections {
  const sockets = new Set<Socket>()
  const pool = new pg.Pool({
    connectionString: url,
    max: options.most,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    // Statements of a hot group go out without waiting for each other's answers.
    pipeline: true,
    application_name: 'countersign',
    stream: () => {
      const socket = new Socket()
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      return socket
    },
    types: {
      // Our BIGINTs are times, counts and ids below 2^53, so they fit a number.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
    },
  })
  // A connection that breaks while idle is replaced by the pool; unhandled, it would end the process.
  pool.on('error', options.onIdleError)
  // One that breaks at work rejects what it was asked, and is not given out again. Without a listener,
  // that too would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    pool,
    drop(which) {
      for (const socket of sockets)
        if (which === 'all' || socket.bytesRead === 0)
          socket.destroy(new Error('PostgreSQL does not answer.'))
    },
  }
}
