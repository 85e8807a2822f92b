import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { portOf } from './carrier.ts'

export interface Received {
  readonly method: string
  /** Path and query as they came. */
  readonly target: string
  /** Spelled as they came. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

export interface Endpoint {
  readonly url: string
  readonly port: number
  readonly received: readonly Received[]
  /** Connections that were made to it. */
  readonly connections: () => number
  /** How each request from now on is answered. */
  readonly answerWith: (answer: Answer) => void
  /** Resolves once so many requests have come in all. */
  readonly receives: (count: number) => Promise<void>
}

/** An application's server on this machine, which answers as it is told; closed when the test ends. */
export async function startEndpoint(answer: Answer = status(200)): Promise<Endpoint> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let current = answer
  let connections = 0
  const answerOne = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', rawHeaders } = request
    const headers = Object.fromEntries(
      rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
      ),
    )
    received.push({ method, target: url, headers, body: Buffer.concat(chunks) })
    for (const look of waiting) look()
    current(response, request)
  }
  const server = createServer((request, response) => void answerOne(request, response))
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const port = portOf(server)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    connections: () => connections,
    answerWith: (next) => (current = next),
    receives: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(code, headers).end('OK')
}

/** Takes the request and never answers. */
export const hang: Answer = () => {}

/** Answers, and then goes on and on. */
export const streamForever: Answer = (response) => {
  response.writeHead(200)
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(16_384)));
  }
  response.on('drain', more)
  more()
}

/** Says 200 and never comes to its end. */
export const stopHalfway: Answer = (response) => {
  response.writeHead(200)
  response.write('half')
}

export const closeConnection: Answer = (_response, request) => {
  request.socket.destroy()
}
