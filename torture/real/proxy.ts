import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What becomes of the connections through it. */
export type Passage = 'open' | 'stalled' | 'cut'

/** The network between the nodes and the database. */
export interface Proxy {
  readonly port: number
  readonly set: (passage: Passage) => void
  /** The database is somewhere else now. */
  readonly leadTo: (port: number) => void
  readonly close: () => Promise<void>
}

export async function startProxy(to: number): Promise<Proxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let target = to
  let passage: Passage = 'open'

  function apply(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) {
      if (passage === 'cut') socket.resetAndDestroy()
      else if (passage === 'stalled') socket.pause()
      else socket.resume()
    }
  }

  // Small pieces go on at once, as both ends send them: held back, each waits 40 ms for an acknowledgement.
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true })
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [from, into] of [pair, [far, near] as const]) {
      // Not `pipe`, which would resume a connection that is to stand still.
      from.on('data', (chunk: Buffer) => into.write(chunk))
      from.on('error', () => {})
      from.on('close', () => {
        pairs.delete(pair)
        into.destroy()
      })
    }
    apply(pair)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // A listening TCP server's address is never a pipe's name.
    port: (server.address() as AddressInfo).port,
    set(next) {
      passage = next
      for (const pair of pairs) apply(pair)
    },
    leadTo(port) {
      target = port
    },
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
