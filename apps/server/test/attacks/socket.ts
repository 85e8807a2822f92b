import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Opens a port of this machine for a test and returns its number. */
export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('No port was opened.')
  return address.port
}

export interface RawAnswer {
  readonly status: number
  readonly headers: string
  readonly body: string
}

/** Writes bytes as no HTTP client would, and reads until the server hangs up. */
export async function sendRaw(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
    socket.on('error', reject)
    socket.write(bytes)
  })
  const [head = '', ...rest] = text.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), headers: head, body: rest.join('\r\n\r\n') }
}
