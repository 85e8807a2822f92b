import {
  type ConnectionFacts,
  mostConnections,
  type ReplicationFacts,
  type Sharing,
} from '@countersign/server'

/** What `doctor` found: `next` is what to do, and absent when all is well. */
export interface Finding {
  readonly check: string
  readonly says: string
  readonly next: string | undefined
}

/** Tokens live in steps of 30 seconds; processes whose clocks differ by more than this disagree about them. */
const MOST_CLOCK_DIFFERENCE_MS = 5_000

/** No clock that is right is before this software was made. */
const EARLIEST = Date.UTC(2026, 0, 1)

/** A clock reset to its largest value is as wrong as one reset to its smallest. */
const LATEST = Date.UTC(2100, 0, 1)

/** The worker looks twice a second, so a message that waits longer has nobody to deliver it. */
const LONGEST_WAIT_MS = 60_000

export function wellFinding(check: string, says: string): Finding {
  return { check, says, next: undefined }
}

/** @param databaseNow the database's own clock, where it has one */
export function clockFinding(now: number, databaseNow: number | undefined): Finding {
  const check = 'clock'
  const next = 'Set the clock by NTP: wrong time makes every authenticator app’s token wrong.'
  if (now < EARLIEST || now > LATEST) {
    return { check, says: `this machine thinks it is ${new Date(now).toISOString()}`, next }
  }
  if (databaseNow === undefined)
    return wellFinding(check, `it is ${new Date(now).toISOString()} here`)
  const apart = Math.abs(now - databaseNow)
  const seconds = (apart / 1_000).toFixed(1)
  return apart > MOST_CLOCK_DIFFERENCE_MS
    ? { check, says: `this machine and PostgreSQL are ${seconds} seconds apart`, next }
    : wellFinding(check, `this machine and PostgreSQL are ${seconds} seconds apart`)
}

export function queueFinding(queue: {
  readonly depth: number
  readonly oldestMs: number
}): Finding {
  const check = 'queue'
  const { depth, oldestMs } = queue
  const messages = depth === 1 ? '1 message waits' : `${depth} messages wait`
  if (oldestMs > LONGEST_WAIT_MS) {
    return {
      check,
      says: `${messages}, the oldest overdue by ${Math.round(oldestMs / 1_000)} seconds`,
      next: 'Start the service, which delivers them: `npx countersign serve`; if it runs, read its log.',
    }
  }
  return wellFinding(check, depth === 0 ? 'no message waits' : `${messages}, none overdue`)
}

/** @param sharing as the settings say */
export function connectionsFinding(
  { nodes, together }: Sharing,
  { available, listening }: ConnectionFacts,
): Finding {
  const check = 'connections'
  const shared = together ?? available
  const wanted = mostConnections(nodes, shared)
  if (listening > nodes) {
    return {
      check,
      says: `${listening} servers are connected, and DATABASE_NODES says ${nodes}`,
      next: `Set DATABASE_NODES to ${listening} or more in each: they share the connections by it.`,
    }
  }
  if (wanted > shared) {
    return {
      check,
      says: `${nodes} servers need ${wanted} connections at least, and may use ${shared} together`,
      next: 'Raise max_connections in PostgreSQL, or DATABASE_CONNECTIONS, or run fewer servers.',
    }
  }
  if (wanted > available) {
    return {
      check,
      says: `${nodes} servers may open ${wanted} connections, and PostgreSQL has ${available} for them`,
      next: 'Raise max_connections in PostgreSQL, or lower DATABASE_CONNECTIONS.',
    }
  }
  return wellFinding(
    check,
    `${nodes === 1 ? '1 server' : `${nodes} servers`} may open ${wanted} of the ${available} that PostgreSQL has for them`,
  )
}

/** Past it, lists come from the primary (docs/operate.md). */
const MOST_BEHIND_MS = 5_000

export function replicaFinding({ isReplica, behindMs }: ReplicationFacts): Finding {
  const check = 'read replica'
  if (!isReplica) {
    return {
      check,
      says: 'DATABASE_READ_URL leads to a database that is no replica',
      next: 'Name a streaming replica of DATABASE_URL, or unset DATABASE_READ_URL.',
    }
  }
  const behind = `${(behindMs / 1_000).toFixed(1)} seconds behind`
  return behindMs > MOST_BEHIND_MS
    ? { check, says: behind, next: 'See what keeps it; until then the console reads the primary.' }
    : wellFinding(check, behind)
}
