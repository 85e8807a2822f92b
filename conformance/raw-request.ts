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
 * Sends a request byte for byte and reads the answer. `HOST` in it stands for the server's address:
 * the only thing that a recording cannot hold. Lines end in CRLF; a body follows the empty line as
 * it is.
 */
export async function sendRaw(url: string, request: string): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url)
  const [head = '', ...body] = request.split('\n\n')
  const lines = head.replaceAll('HOST', host).split('\n').join('\r\n')
  return await new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () =>
      socket.write(`${lines}\r\n\r\n${body.join('\n\n')}`),
    )
    let received = Buffer.alloc(0)
    let reads = 0
    socket.on('data', (chunk) => {
      reads++
      received = Buffer.concat([received, chunk])
      const answer = parseAnswer(received, reads)
      if (answer === undefined) return
      resolve(answer)
      socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () =>
      reject(new Error(`The answer was not complete: ${received.toString()}`)),
    )
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
  const text = body.subarray(0, length).toString()
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]),
    headers,
    text,
    json: parseJson(text),
    reads,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
