import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * `pass` carries everything; `cut` breaks what is connected and every new connection; `swallow` accepts,
 * and carries nothing: neither side hears that the other is gone, as behind a firewall that drops packets.
 */
export type ProxyMode = 'pass' | 'cut' | 'swallow'

/** Both ends of a connection, and whether bytes of it were swallowed: then nothing of it ever arrives again. */
interface Pair {
  readonly near: Socket
  readonly far: Socket
  isDead: boolean
}

export interface TcpProxy {
  readonly port: number
  readonly set: (mode: ProxyMode) => void
  /** The URL of what is behind the proxy, through it. */
  readonly through: (url: string) => string
}

/** Stands between the service and a server, and fails like a network does. Gone when the test ends. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port: targetPort } = new URL(target)
  let mode: ProxyMode = 'pass'
  const pairs = new Set<Pair>()

  const server = createServer({ noDelay: true }, (near) => {
    if (mode === 'cut') {
      near.resetAndDestroy()
      return
    }
    const far = connect({ port: Number(targetPort), host: hostname, noDelay: true })
    const pair: Pair = { near, far, isDead: mode === 'swallow' }
    pairs.add(pair)
    join(pair, near, far)
    join(pair, far, near)
  })

  function join(pair: Pair, from: Socket, to: Socket): void {
    from
      .on('data', (chunk) => {
        if (!pair.isDead) to.write(chunk)
      })
      .on('error', () => {})
      .on('close', () => {
        // Whoever waits at the other end of what was swallowed must find out without being told.
        if (pair.isDead) return
        pairs.delete(pair)
        to.destroy()
      })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  const breakAll = () => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
    pairs.clear()
  }
  onTestFinished(() => {
    mode = 'cut'
    breakAll()
    server.close()
  })
  return {
    port,
    set(next) {
      mode = next
      if (mode === 'cut') breakAll()
      if (mode === 'swallow') for (const pair of pairs) pair.isDead = true
    },
    through(url) {
      const there = new URL(url)
      there.host = `127.0.0.1:${port}`
      return there.href
    },
  }
}
