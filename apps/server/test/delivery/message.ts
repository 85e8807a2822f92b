import type { OutgoingMessage } from '../../src/delivery/provider.ts'

/** The valid baseline: each test changes what it is about. */
export const sms: OutgoingMessage = {
  id: 'msg_01HZX',
  channel: 'sms',
  to: '+15551234567',
  locale: 'en',
  text: 'Your Wood & Co "login" token is: 0738219',
  subject: undefined,
  token: '0738219',
  speech: undefined,
  appName: 'Wood & Co',
  senderName: undefined,
}

export const call: OutgoingMessage = {
  ...sms,
  channel: 'call',
  text: 'Hello. Your token for Wood & Co is 0 7 3 8 2 1 9. Goodbye.',
  speech: {
    languageTag: 'en-US',
    greeting: 'Hello. Your token for Wood & Co is:',
    again: 'Once more:',
    goodbye: 'Goodbye.',
  },
}

export const email: OutgoingMessage = {
  ...sms,
  channel: 'email',
  to: 'anna@example.com',
  subject: 'Your token for Wood & Co',
}

/** What no reason may ever hold. */
export function secretsOf(message: OutgoingMessage): readonly string[] {
  const { to, text, token, subject } = message
  return [to, to.replace('+', ''), to.split('@')[0] ?? to, text, token, subject].filter(
    (secret) => secret !== undefined,
  )
}
