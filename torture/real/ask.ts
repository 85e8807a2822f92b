import { Agent, type IncomingMessage, request } from 'node:http'
import type { NoAnswer, WireAnswer, WireRequest } from '../load/world.ts'

/** Longer than the service takes for anything, even when it waits for its database to the last. */
const LONGEST_MS = 45_000

const agent = new Agent({ keepAlive: true })

/** @param url undefined where the node is dead: nobody listens */
export async function askOverHttp(
  url: string | undefined,
  { method, path, headers, body }: WireRequest,
): Promise<WireAnswer | NoAnswer> {
  if (url === undefined) return 'broken'
  const hung = AbortSignal.timeout(LONGEST_MS)
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${url}${path}`, { method, agent, headers, signal: hung }, resolve)
        .on('error', reject)
        .end(body)
    })
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    return {
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    }
  } catch {
    return hung.aborted ? 'hung' : 'broken'
  }
}
