import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Server } from 'node:net'

interface Received {
  readonly requestLine: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Answer = (response: ServerResponse) => void

export interface Carrier {
  readonly url: string
  readonly received: readonly Received[]
  /** Sets how every request from now on is answered. */
  answerWith(answer: Answer): void
  close(): Promise<void>
}

/** A carrier on this machine: keeps what it receives and answers as told. */
export async function startCarrier(): Promise<Carrier> {
  const received: Received[] = []
  let answer: Answer = json(200, {})
  const answerOne = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request)
    const { method, url, httpVersion } = request
    received.push({
      requestLine: `${method} ${url} HTTP/${httpVersion}`,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body,
    })
    answer(response)
  }
  const server = createServer((request, response) => void answerOne(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    received,
    answerWith(next) {
      answer = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body))
}

export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP server')
  return address.port
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
