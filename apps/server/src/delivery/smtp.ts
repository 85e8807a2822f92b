import { once } from '../once.ts'
import type { DeliveryResult, Provider } from './provider.ts'
import type { SmtpServer } from './smtp-url.ts'
import { gaveUpReason, PROVIDER_TIMEOUT_MS, realTimeLimit, type TimeLimit } from './time-limit.ts'

/** Who a mail is from. */
export interface MailAddress {
  readonly name: string
  readonly address: string
}

export interface SmtpOptions {
  readonly server: SmtpServer
  readonly from: MailAddress
  readonly now: () => number
  readonly timeLimit?: TimeLimit
}

/**
 * One address and nothing that a mail header reads as more: "anna@example.com, eve@example.com" would
 * be two recipients, and Eve would have Anna's token.
 */
const ONE_ADDRESS = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()"\\]+$/

/** Plain-text mail by SMTP (RFC 5321), a connection to each message. */
export function createSmtpProvider(options: SmtpOptions): Provider {
  const { server, from, now, timeLimit = realTimeLimit } = options
  // With the first mail: few services send any.
  const openTransport = once(async () => {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      host: server.host,
      port: server.port,
      secure: server.secure,
      requireTLS: server.requireTls,
      ...(server.auth === undefined ? {} : { auth: { ...server.auth } }),
      connectionTimeout: PROVIDER_TIMEOUT_MS,
      greetingTimeout: PROVIDER_TIMEOUT_MS,
      socketTimeout: PROVIDER_TIMEOUT_MS,
      // A text is text: were it ever taken for a path or a URL, no file or page may be mailed out.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  })

  return {
    name: 'smtp',
    channels: ['email'],

    async deliver(message, signal) {
      if (!ONE_ADDRESS.test(message.to)) {
        return { status: 'refused', reason: 'SMTP: the recipient is not one plain address' }
      }
      const limit = timeLimit(PROVIDER_TIMEOUT_MS)
      try {
        const transport = await openTransport()
        const sent = await transport.sendMail({
          from: { ...from, name: message.senderName ?? from.name },
          to: message.to,
          envelope: { from: from.address, to: [message.to] },
          subject: message.subject ?? message.appName,
          text: message.text,
          messageId: messageIdOf(message.id, from.address),
          date: new Date(now()),
          // No out-of-office note comes back (RFC 3834 §5).
          headers: { 'Auto-Submitted': 'auto-generated' },
          xMailer: false,
          signal: AbortSignal.any([signal, limit]),
        })
        return { status: 'sent', providerMessageId: sent.messageId }
      } catch (error) {
        if (signal.aborted || limit.aborted) {
          return { status: 'failed', reason: `SMTP: ${gaveUpReason(limit)}` }
        }
        return resultOfSmtpError(error)
      }
    },

    async check(signal) {
      const where = `The mail server at ${server.host}:${server.port}`
      const limit = timeLimit(PROVIDER_TIMEOUT_MS)
      const stop = Promise.withResolvers<never>()
      const stopped = AbortSignal.any([signal, limit])
      const onAbort = () => stop.reject(new Error('stopped'))
      stopped.addEventListener('abort', onAbort, { once: true })
      try {
        const verified = openTransport().then((transport) => transport.verify())
        await Promise.race([verified, stop.promise])
        return undefined
      } catch (error) {
        if (stopped.aborted) return `${where}: ${gaveUpReason(limit)}. Is SMTP_URL right?`
        const { reason } = resultOfSmtpError(error)
        return `${where} did not let us in: ${reason}. Is SMTP_URL right?`
      } finally {
        stopped.removeEventListener('abort', onAbort)
      }
    },
  }
}

/** The same at every attempt, so that a mail server or reader can drop the second copy (RFC 5322 §3.6.4). */
function messageIdOf(id: string, fromAddress: string): string {
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1)
  return `<${id.replace(/[^A-Za-z0-9_-]/g, '-')}@${domain}>`
}

type Rejection = Extract<DeliveryResult, { readonly reason: string }>

function resultOfSmtpError(error: unknown): Rejection {
  const { code, command, responseCode, response } = factsOf(error)
  if (responseCode === undefined) {
    return { status: 'failed', reason: `SMTP: no connection (${code ?? 'no system error code'})` }
  }
  // The enhanced code (RFC 3463) tells an operator why; the words after it often repeat the address.
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})(?!\S)/.exec(response ?? '')?.[1]
  const reason = `SMTP ${responseCode}${enhanced === undefined ? '' : ` ${enhanced}`}`
  // 5xx blames the message only once the server has let us in (RFC 5321 §4.2.1); before that, to a
  // greeting or a login, it blames our address or credentials, which the operator can mend.
  const blamesMessage = command !== undefined && MAIL_COMMANDS.has(command)
  return responseCode >= 500 && blamesMessage
    ? { status: 'refused', reason: `${reason} to ${command}` }
    : { status: 'failed', reason: `${reason}${command === undefined ? '' : ` to ${command}`}` }
}

const MAIL_COMMANDS: ReadonlySet<string> = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])

interface SmtpFacts {
  readonly code: string | undefined
  readonly command: string | undefined
  readonly responseCode: number | undefined
  readonly response: string | undefined
}

function factsOf(error: unknown): SmtpFacts {
  const fields: Readonly<Record<string, unknown>> =
    typeof error === 'object' && error !== null ? { ...error } : {}
  const { code, command, responseCode, response } = fields
  return {
    code: typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : undefined,
    command: typeof command === 'string' && /^[A-Z0-9 -]+$/.test(command) ? command : undefined,
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    response: typeof response === 'string' ? response : undefined,
  }
}
