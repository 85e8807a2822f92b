import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Balancer {
  readonly url: string
  /** What was answered through it, in order. */
  readonly answered: readonly {
    readonly method: string
    readonly path: string
    readonly status: number
    readonly at: number
  }[]
  /** The nodes from now on. */
  readonly use: (urls: readonly string[]) => void
}

/**
 * Hands each request to the next node in turn, or always to the first that is there. One that cannot be
 * reached has not seen the request, so the next is asked; one that dies over it breaks the connection.
 */
export async function startBalancer(
  nodes: readonly string[],
  turn: 'in turn' | 'first alive',
): Promise<Balancer> {
  let urls = nodes
  let next = 0
  const answered: Balancer['answered'][number][] = []

  const server = createServer((asked, response) => {
    const start = turn === 'in turn' ? next++ : 0
    const order = urls.map((_, index) => urls[(start + index) % urls.length] ?? '')
    void forward(asked, response, order)
  })

  async function forward(
    asked: IncomingMessage,
    response: ServerResponse,
    order: readonly string[],
  ): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(chunk)
    const answer = await firstAnswer(asked, Buffer.concat(chunks), order)
    const { method = '', url: path = '' } = asked
    if (answer === undefined) {
      answered.push({ method, path, status: 502, at: performance.now() })
      response.writeHead(502).end()
      return
    }
    const status = answer.statusCode ?? 0
    answered.push({ method, path, status, at: performance.now() })
    response.writeHead(status, answer.headers)
    response.flushHeaders()
    answer.pipe(response)
    answer.on('error', () => response.destroy())
    response.on('close', () => answer.destroy())
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    answered,
    use(next_) {
      urls = next_
    },
  }
}

async function firstAnswer(
  { method, url = '', headers }: IncomingMessage,
  body: Buffer,
  order: readonly string[],
): Promise<IncomingMessage | undefined> {
  for (const node of order) {
    try {
      return await new Promise<IncomingMessage>((resolve, reject) => {
        request(`${node}${url}`, { method, headers, agent: false }, resolve)
          .on('error', reject)
          .end(body)
      })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // Sent, and nobody knows what became of it: only the client may decide to ask again.
      if (code !== 'ECONNREFUSED') return undefined
    }
  }
  return undefined
}
