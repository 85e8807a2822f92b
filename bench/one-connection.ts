import { connect } from 'node:net'

export interface Connection {
  /** Sends a prepared request; one at a time. */
  readonly ask: (request: string) => Promise<{ readonly status: string; readonly body: string }>
  readonly close: () => void
}

/** A kept connection for requests that depend on each other's answers. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  let text = ''
  let take: ((answer: { readonly status: string; readonly body: string }) => void) | undefined
  let fail: ((error: Error) => void) | undefined
  socket.on('error', (error) => fail?.(error))
  socket.on('close', () => fail?.(new Error('The service closed the connection.')))
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    const length = /content-length: (\d+)/i.exec(text)?.[1]
    if (head === -1 || length === undefined || text.length < head + 4 + Number(length)) return
    const answer = { status: text.slice(9, 12), body: text.slice(head + 4) }
    text = ''
    take?.(answer)
  })
  await new Promise<void>((resolve, reject) => {
    fail = reject
    socket.once('connect', resolve)
  })
  return {
    ask: async (request) =>
      await new Promise((resolve, reject) => {
        take = resolve
        fail = reject
        socket.write(request, 'latin1')
      }),
    close: () => socket.destroy(),
  }
}
