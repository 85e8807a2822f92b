const FIRST_MS = 100

/** No longer: whoever waits for a signal should hear again soon after the database is back. */
const LONGEST_MS = 1_000

/**
 * Milliseconds until the next attempt to connect: doubled each time, and drawn anew from all of it, so
 * that the nodes that lost the database together do not come back together.
 *
 * @param attempts that failed already
 */
export function reconnectDelay(attempts: number, random: (bytes: number) => Uint8Array): number {
  const [byte = 0] = random(1)
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts) * ((byte + 1) / 256)
}
