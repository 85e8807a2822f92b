import { lookup } from 'node:dns/promises'

/** The addresses of a name, as the system knows them: its hosts file and search domains included. */
export type ResolveName = (name: string) => Promise<readonly string[]>

/**
 * The system looks names up in the process's four worker threads, each for many seconds where a name
 * server hangs. Half of them stay free for everybody else: a carrier's name must still be found.
 */
const LOOKUPS_AT_ONCE = 2

export function createResolver(
  resolve: ResolveName = async (name) =>
    (await lookup(name, { all: true })).map(({ address }) => address),
): ResolveName {
  const underWay = new Map<string, Promise<readonly string[]>>()
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn(name: string): Promise<readonly string[]> {
    if (running < LOOKUPS_AT_ONCE) running++
    else await new Promise<void>((start) => waiting.push(start))
    try {
      return await resolve(name)
    } finally {
      // The place goes to whoever waits longest, without being free in between.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  return (name) => {
    // Shared by all who wait for the same name: one that hangs takes one place, not one for each of them.
    const known = underWay.get(name)
    if (known !== undefined) return known
    const addresses = inTurn(name).finally(() => underWay.delete(name))
    underWay.set(name, addresses)
    return addresses
  }
}
