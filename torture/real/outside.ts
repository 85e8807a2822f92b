import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { History } from '../history.ts'
import type { Inbox } from '../load/inbox.ts'
import type { TortureApp } from '../load/world.ts'
import { receiveCallback, receiveMessage, type Treatment } from '../outside.ts'

/** Longer than the service waits for any answer from outside. */
const LATE_MS = 11_000

export interface RealOutside {
  readonly carrierUrl: string
  readonly callbackUrl: (appName: string) => string
  /** Known once they were created, with the URL in them. */
  readonly setApps: (apps: readonly TortureApp[]) => void
  readonly close: () => Promise<void>
}

/** A carrier and the endpoints of the apps, on a port of this machine. */
export async function startOutside(options: {
  readonly history: History
  readonly inbox: Inbox
  readonly treatMessage: () => Treatment
  readonly treatCallback: (appName: string) => Treatment
}): Promise<RealOutside> {
  const { history, inbox } = options
  let apps: readonly TortureApp[] = []

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind, name = ''] = (request.url ?? '').split('/')
    const treatment = kind === 'sms' ? options.treatMessage() : options.treatCallback(name)
    if (treatment === 'lose') {
      request.socket.destroy()
      return
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    // Headers that come twice are none of ours.
    const headers = request.headers as Readonly<Record<string, string>>
    const app = apps.find((each) => each.name === name)
    if (kind === 'sms') {
      const { id, to: phone, text, token } = JSON.parse(body) as Readonly<Record<string, string>>
      const message = { id: id ?? '', phone: phone ?? '', text: text ?? '', token: token ?? '' }
      answer(response, treatment, receiveMessage(history, inbox, message))
    } else if (app !== undefined) {
      answer(response, treatment, receiveCallback(history, app, { headers, body }))
    }
  }

  const server = createServer((request, response) => {
    // Who breaks off in the middle of a request has sent none.
    receive(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    carrierUrl: `http://127.0.0.1:${port}/sms`,
    callbackUrl: (name) => `http://127.0.0.1:${port}/callback/${name}`,
    setApps: (given) => {
      apps = given
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(
  response: ServerResponse,
  treatment: Exclude<Treatment, 'lose'>,
  end: (treatment: Exclude<Treatment, 'lose'>) => void,
): void {
  switch (treatment) {
    case 'take':
    case 'refuse':
      end(treatment)
      response.writeHead(treatment === 'take' ? 200 : 500).end('{}')
      return
    case 'answer-twice': {
      end(treatment)
      const once = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'
      response.socket?.end(once + once)
      return
    }
    case 'answer-late':
    case 'hang': {
      // It is over when the service gives up.
      response.once('close', () => end(treatment))
      if (treatment === 'answer-late') setTimeout(() => response.end('{}'), LATE_MS).unref()
    }
  }
}
