import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request as it came. */
export interface Heard {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Canned {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** As JSON; or text as it is. */
  readonly body?: object | string
}

/** Answers, or does with the response what it likes. */
export type Answer = (heard: Heard, response: ServerResponse) => Canned | undefined

export interface CannedService {
  readonly url: string
  readonly heard: Heard[]
}

/** A real HTTP server that says what a test tells it to say. */
export async function cannedService(answer: Answer): Promise<CannedService> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString()
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body }
      heard.push(one)
      const canned = answer(one, response)
      if (canned === undefined) return
      const text = typeof canned.body === 'string' ? canned.body : JSON.stringify(canned.body ?? {})
      response.writeHead(canned.status ?? 200, {
        'content-type': 'application/json',
        ...canned.headers,
      })
      response.end(text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  // Listening on a port, the address is no path of a socket.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, heard }
}

export function errorAnswer(
  status: number,
  code: string,
  facts: Readonly<Record<string, unknown>> = {},
): Canned {
  return { status, body: { error: { code, message: `It was ${code}.`, ...facts } } }
}

/** Answers by `METHOD /path` without the query; anything else is `not-found`. */
export function routes(table: Readonly<Record<string, Canned | Answer>>): Answer {
  return (heard, response) => {
    const found = table[`${heard.method} ${heard.url.split('?')[0]}`]
    if (found === undefined) return errorAnswer(404, 'not-found')
    return typeof found === 'function' ? found(heard, response) : found
  }
}
