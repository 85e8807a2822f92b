import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createSmtpProvider, type SmtpOptions } from '../../src/delivery/smtp.ts'
import { parseSmtpUrl, type SmtpServer } from '../../src/delivery/smtp-url.ts'
import { manualTimeLimit, never } from './limits.ts'
import { email, secretsOf } from './message.ts'
import { startSmtpServer, type SmtpStandIn } from './smtp-server.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 30)

let server: SmtpStandIn
beforeEach(async () => {
  server = await startSmtpServer()
})
afterEach(() => server.close())

function serverAt(userinfo = '', query = ''): SmtpServer {
  const parsed = parseSmtpUrl(`smtp://${userinfo}127.0.0.1:${server.port}${query}`)
  if (parsed === undefined) throw new Error('expected an SMTP URL')
  return parsed
}

function smtp(change: Partial<SmtpOptions> = {}) {
  return createSmtpProvider({
    server: serverAt(),
    from: { name: 'Wood & Co', address: 'no-reply@login.example.com' },
    now: () => NOW,
    ...change,
  })
}

describe('a mail', () => {
  test('is plain text, to the byte', async () => {
    expect(await smtp().deliver(email, never())).toEqual({
      status: 'sent',
      providerMessageId: '<msg_01HZX@login.example.com>',
    })
    const [hello, ...commands] = server.commands
    expect(hello).toMatch(/^EHLO /)
    expect(commands.slice(0, 3)).toEqual([
      'MAIL FROM:<no-reply@login.example.com>',
      'RCPT TO:<anna@example.com>',
      'DATA',
    ])
    expect(server.mails).toEqual([
      [
        'Auto-Submitted: auto-generated',
        'From: "Wood & Co" <no-reply@login.example.com>',
        'To: anna@example.com',
        'Subject: Your token for Wood & Co',
        'Message-ID: <msg_01HZX@login.example.com>',
        'Date: Thu, 01 Jan 2026 12:30:00 +0000',
        'Content-Transfer-Encoding: 7bit',
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Your Wood & Co "login" token is: 0738219',
      ].join('\r\n'),
    ])
  })

  test('is from whom the app says, at the address of the service', async () => {
    await smtp().deliver({ ...email, senderName: 'Acme & Co' }, never())
    expect(server.mails[0]).toContain('From: "Acme & Co" <no-reply@login.example.com>')
  })

  test('has the same Message-ID at every attempt', async () => {
    const first = await smtp().deliver(email, never())
    const second = await smtp().deliver(email, never())
    expect(second).toEqual(first)
    expect(server.mails[1]).toBe(server.mails[0])
  })

  test.each([
    'anna@example.com, eve@example.com',
    'anna@example.com;eve@example.com',
    'Anna <eve@example.com>',
    'anna@example.com\r\nRCPT TO:<eve@example.com>',
    'team: eve@example.com',
    'anna',
    '',
  ])('goes to one address, and not to %j', async (to) => {
    expect(await smtp().deliver({ ...email, to }, never())).toEqual({
      status: 'refused',
      reason: 'SMTP: the recipient is not one plain address',
    })
    expect(server.commands).toEqual([])
  })

  test('has no header that its subject began', async () => {
    const subject = 'Hello\r\nBcc: eve@example.com'
    await smtp().deliver({ ...email, subject }, never())
    expect(server.mails[0]).toContain('Subject: Hello Bcc: eve@example.com\r\n')
    expect(server.mails[0]).not.toMatch(/^Bcc/im)
  })

  test('without a subject bears the name of the app', async () => {
    await smtp().deliver({ ...email, subject: undefined }, never())
    expect(server.mails[0]).toContain('Subject: Wood & Co\r\n')
  })
})

describe('what the server says', () => {
  /** Mail servers like to repeat whom they refuse. */
  const words = `<${email.to}>: no. ${email.token} ${email.text}`

  test.each([
    ['GREETING', '421 4.3.2', 'failed', 'SMTP 421 4.3.2 to CONN'],
    ['GREETING', '554', 'failed', 'SMTP 554 to CONN'],
    ['MAIL', '451 4.3.0', 'failed', 'SMTP 451 4.3.0 to MAIL FROM'],
    ['MAIL', '553 5.1.8', 'refused', 'SMTP 553 5.1.8 to MAIL FROM'],
    ['RCPT', '450 4.2.1', 'failed', 'SMTP 450 4.2.1 to RCPT TO'],
    ['RCPT', '550 5.1.1', 'refused', 'SMTP 550 5.1.1 to RCPT TO'],
    ['RCPT', '550', 'refused', 'SMTP 550 to RCPT TO'],
    ['DATA', '451 4.7.1', 'failed', 'SMTP 451 4.7.1 to DATA'],
    ['DATA', '554 5.6.0', 'refused', 'SMTP 554 5.6.0 to DATA'],
    ['MAIL-TEXT', '452 4.3.1', 'failed', 'SMTP 452 4.3.1 to DATA'],
    ['MAIL-TEXT', '552 5.3.4', 'refused', 'SMTP 552 5.3.4 to DATA'],
  ])('%s answered %s is %s', async (verb, code, outcome, reason) => {
    server.answerWith({ [verb]: `${code} ${words}` })
    const result = await smtp().deliver(email, never())
    expect(result).toEqual({ status: outcome, reason })
    for (const secret of secretsOf(email)) expect(JSON.stringify(result)).not.toContain(secret)
  })

  test('a wrong password is the operator’s to mend, so the mail waits', async () => {
    server.answerWith({ AUTH: `535 5.7.8 ${words}` })
    const mailer = smtp({ server: serverAt('user:p%40ss@', '?requireTLS=false') })
    expect(await mailer.deliver(email, never())).toEqual({
      status: 'failed',
      reason: 'SMTP 535 5.7.8 to AUTH PLAIN',
    })
    const credentials = Buffer.from('\0user\0p@ss').toString('base64')
    expect(server.commands[1]).toBe(`AUTH PLAIN ${credentials}`)
  })
})

describe('STARTTLS stripped by someone in between', () => {
  test('the password and the token are not sent in the clear', async () => {
    const mailer = smtp({ server: serverAt('user:pass@') })
    const result = await mailer.deliver(email, never())
    expect(result).toEqual({ status: 'failed', reason: 'SMTP 502 to STARTTLS' })
    expect(server.commands.some((line) => line.startsWith('AUTH'))).toBe(false)
    expect(server.mails).toEqual([])
  })
})

describe('no answer', () => {
  test('nobody listens', async () => {
    const mailer = smtp()
    await server.close()
    expect(await mailer.deliver(email, never())).toEqual({
      status: 'failed',
      reason: 'SMTP: no connection (ESOCKET)',
    })
    server = await startSmtpServer()
  })

  test.each(['GREETING', 'RCPT', 'MAIL-TEXT'])('ten seconds are the limit, at %s', async (verb) => {
    const { timeLimit, asked, runOut } = manualTimeLimit()
    server.hangAt(verb, runOut)
    expect(await smtp({ timeLimit }).deliver(email, never())).toEqual({
      status: 'failed',
      reason: 'SMTP: no answer within 10 seconds',
    })
    expect(asked).toEqual([10_000])
  })

  test('the caller stops the attempt', async () => {
    const controller = new AbortController()
    server.hangAt('DATA', () => controller.abort())
    expect(await smtp().deliver(email, controller.signal)).toEqual({
      status: 'failed',
      reason: 'SMTP: the attempt was stopped before an answer came',
    })
  })
})

describe('check', () => {
  test('is content with a server that greets', async () => {
    expect(await smtp().check(never())).toBeUndefined()
    expect(server.mails).toEqual([])
  })

  test('says what the server said', async () => {
    server.answerWith({ AUTH: '535 5.7.8 no' })
    const mailer = smtp({ server: serverAt('user:pass@', '?requireTLS=false') })
    expect(await mailer.check(never())).toBe(
      `The mail server at 127.0.0.1:${server.port} did not let us in: SMTP 535 5.7.8 to AUTH PLAIN. Is SMTP_URL right?`,
    )
  })

  test('does not wait for ever', async () => {
    const { timeLimit, runOut } = manualTimeLimit()
    server.hangAt('GREETING', runOut)
    expect(await smtp({ timeLimit }).check(never())).toBe(
      `The mail server at 127.0.0.1:${server.port}: no answer within 10 seconds. Is SMTP_URL right?`,
    )
  })
})

describe('parseSmtpUrl', () => {
  const plain: SmtpServer = {
    host: 'mail.example.com',
    port: 587,
    secure: false,
    requireTls: false,
    auth: undefined,
  }
  const auth = { user: 'u', pass: 'p:/@' }

  test.each([
    ['smtp://mail.example.com', plain],
    ['smtp://mail.example.com/', plain],
    ['smtp://mail.example.com:25', { ...plain, port: 25 }],
    ['smtp://mail.example.com?requireTLS=true', { ...plain, requireTls: true }],
    ['smtp://u:p%3A%2F%40@mail.example.com', { ...plain, auth, requireTls: true }],
    ['smtp://u:p%3A%2F%40@mail.example.com?requireTLS=false', { ...plain, auth }],
    ['smtps://u:p%3A%2F%40@mail.example.com', { ...plain, auth, port: 465, secure: true }],
    ['smtp://[::1]:25', { ...plain, host: '::1', port: 25 }],
    ['http://mail.example.com', undefined],
    ['mail.example.com:25', undefined],
    ['smtp://', undefined],
    ['smtp://mail.example.com/inbox', undefined],
    ['smtp://mail.example.com?requireTLS=perhaps', undefined],
    ['smtp://u:%zz@mail.example.com', undefined],
  ])('%s', (url, expected) => {
    expect(parseSmtpUrl(url)).toEqual(expected)
  })
})
