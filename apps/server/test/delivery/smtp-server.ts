import { createServer, type Socket } from 'node:net'

import { portOf } from './carrier.ts'

/** What the server answers instead of its usual 2xx or 3xx, by the verb that the client sent (or `GREETING`). */
type Replies = Readonly<Record<string, string>>

export interface SmtpStandIn {
  readonly port: number
  /** The commands of every session, in order; the mail's text is not among them. */
  readonly commands: readonly string[]
  /** Each accepted mail, headers and body, as it came. */
  readonly mails: readonly string[]
  answerWith(replies: Replies): void
  /** Runs where a reply to the verb is due, which then never comes. */
  hangAt(verb: string, onHang: () => void): void
  close(): Promise<void>
}

/** As much of RFC 5321 as one client that sends one mail needs, one line at a time. */
export async function startSmtpServer(): Promise<SmtpStandIn> {
  const commands: string[] = []
  const mails: string[] = []
  const sockets = new Set<Socket>()
  let replies: Replies = {}
  let hang: { readonly verb: string; readonly onHang: () => void } | undefined

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    const answer = (verb: string, usual: string) => {
      if (hang?.verb === verb) hang.onHang()
      else socket.write(`${replies[verb] ?? usual}\r\n`)
    }
    let pending = ''
    let mail: string[] | undefined
    const takeLine = (line: string) => {
      if (mail === undefined) {
        commands.push(line)
        const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? ''
        answer(verb, USUAL[verb] ?? '250 OK')
        if (verb === 'DATA' && replies['DATA'] === undefined) mail = []
        if (verb === 'QUIT') socket.end()
      } else if (line === '.') {
        mails.push(mail.join('\r\n'))
        mail = undefined
        answer('MAIL-TEXT', '250 2.0.0 taken')
      } else {
        mail.push(line)
      }
    }
    socket.on('data', (chunk) => {
      const lines = (pending + chunk.toString('latin1')).split('\r\n')
      pending = lines.pop() ?? ''
      for (const line of lines) takeLine(line)
    })
    answer('GREETING', '220 mail.example.com ESMTP')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    commands,
    mails,
    answerWith(next) {
      replies = next
    },
    hangAt(verb, onHang) {
      hang = { verb, onHang }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const USUAL: Replies = {
  EHLO: '250-mail.example.com\r\n250-AUTH PLAIN\r\n250 8BITMIME',
  AUTH: '235 2.7.0 welcome',
  STARTTLS: '502 no such command',
  DATA: '354 go on',
  QUIT: '221 bye',
}
