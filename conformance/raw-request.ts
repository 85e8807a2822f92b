import { connect } from 'node:net'

/** An answer as it came over the wire, read by its Content-Length and nothing else. */
export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  /** Undefined where the text is no JSON. */
  readonly json: unknown
  /** In how many reads the answer arrived. */
  readonly reads: number
}

/**
 * Sends a request byte for byte and reads the answer. `line` is method and target, `head` the
 * header lines as a client writes them; `Host` and, with a body, `Content-Length` are added: they
 * are all that a recording cannot hold.
 */
export async function sendRaw(
  url: string,
  line: string,
  head: string,
  body?: string,
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url)
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const lines = [`${line} HTTP/1.1`, `Host: ${host}`, ...head.trim().split(/\s*\n\s*/), ...length]
  return await new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () =>
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`),
    )
    let received = Buffer.alloc(0)
    let reads = 0
    socket.on('data', (chunk) => {
      reads++
      received = Buffer.concat([received, chunk])
      try {
        const answer = parseAnswer(received, reads)
        if (answer === undefined) return
        resolve(answer)
      } catch (error) {
        reject(error)
      }
      socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`Cut off after: ${received.toString()}`)))
  })
}

const END_OF_HEAD = '\r\n\r\n'

function parseAnswer(received: Buffer, reads: number): RawAnswer | undefined {
  const end = received.indexOf(END_OF_HEAD)
  if (end === -1) return undefined
  const [statusLine = '', ...fields] = received.subarray(0, end).toString('latin1').split('\r\n')
  const headers = new Map(
    fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
  const length = Number(headers.get('content-length') ?? Number.NaN)
  if (Number.isNaN(length)) throw new Error(`The answer has no Content-Length: ${statusLine}`)
  const body = received.subarray(end + END_OF_HEAD.length)
  if (body.length < length) return undefined
  if (body.length > length) throw new Error('The answer is longer than its Content-Length.')
  const text = body.toString()
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1])
  return { status, headers, text, json: parseJson(text), reads }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
