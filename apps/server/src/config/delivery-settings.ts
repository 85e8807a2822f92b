import type { Channel } from '../delivery/provider.ts'
import type { DeliverySettings } from '../delivery/settings.ts'
import type { MailAddress } from '../delivery/smtp.ts'
import { parseSmtpUrl, type SmtpServer } from '../delivery/smtp-url.ts'
import { TWILIO_BASE_URL } from '../delivery/twilio.ts'
import { CARRIES, PROVIDER_NAMES, type ProviderName } from '../domain/providers.ts'
import { readHttpProvider } from './http-provider.ts'
import { baseUrl, secretWord } from './kinds.ts'
import type { Kind, Reader } from './reader.ts'

/** The variable that names the providers of each channel. */
const CHANNEL_VARIABLES: Readonly<Record<Channel, string>> = {
  sms: 'SMS_PROVIDER',
  call: 'CALL_PROVIDER',
  email: 'EMAIL_PROVIDER',
}

export function readDeliverySettings(reader: Reader): DeliverySettings {
  const order = {
    sms: readOrder(reader, 'sms'),
    call: readOrder(reader, 'call'),
    email: readOrder(reader, 'email'),
  }
  // Read even where no channel asks for them: a mistake is shown on the day it is made.
  const twilio = readTwilio(reader, order)
  const http = readHttpProvider(reader)
  const smtp = readSmtp(reader)
  demand(reader, order, 'http', ['HTTP_PROVIDER_URL'])
  demand(reader, order, 'smtp', ['SMTP_URL', 'EMAIL_FROM'])
  const isChosen = (name: ProviderName) => channelsOf(order, name).length > 0
  return {
    order,
    twilio: isChosen('twilio') ? twilio : undefined,
    http: isChosen('http') ? http : undefined,
    smtp: isChosen('smtp') ? smtp : undefined,
  }
}

type Order = DeliverySettings['order']

function readOrder(reader: Reader, channel: Channel): readonly ProviderName[] {
  return reader.read(CHANNEL_VARIABLES[channel], orderOf(channel)) ?? ['outbox']
}

function orderOf(channel: Channel): Kind<readonly ProviderName[]> {
  const able = PROVIDER_NAMES.filter((name) => CARRIES[name].includes(channel))
  return {
    expected: `none, or one or more of ${able.join(', ')} in the order to try them`,
    parse: (text) => {
      const words = text.split(',').map((word) => word.trim().toLowerCase())
      if (words.length === 1 && words[0] === 'none') return []
      const names = words.flatMap((word) => able.filter((name) => name === word))
      return names.length === words.length && new Set(names).size === names.length
        ? names
        : undefined
    },
  }
}

function channelsOf(order: Order, provider: ProviderName): readonly Channel[] {
  return (['sms', 'call', 'email'] as const).filter((channel) => order[channel].includes(provider))
}

function demand(
  reader: Reader,
  order: Order,
  provider: ProviderName,
  variables: readonly string[],
): void {
  const [channel] = channelsOf(order, provider)
  if (channel === undefined) return
  for (const variable of variables) {
    if (reader.isSet(variable)) continue
    reader.complain(
      `${variable}: expected a value, since ${CHANNEL_VARIABLES[channel]} names ${provider}; got nothing.`,
    )
  }
}

const accountSid: Kind<string> = {
  expected: 'letters, digits and hyphens, as AC0123…',
  // Services that speak Twilio's API have ids of other shapes, so only what would break a URL is turned away.
  parse: (text) => (/^[A-Za-z0-9-]{1,64}$/.test(text) ? text : undefined),
}

const serviceSid: Kind<string> = {
  ...accountSid,
  expected: 'letters, digits and hyphens, as MG0123…',
}

const CALLER = /^\+[1-9]\d{6,14}$/

const caller: Kind<string> = {
  expected: 'a number with its country code, as +15551234567',
  parse: (text) => (CALLER.test(text) ? text : undefined),
}

const smsSender: Kind<string> = {
  expected:
    'a number with its country code, a short code, or a sender name of up to 11 characters with a letter among them',
  parse: (text) =>
    CALLER.test(text) ||
    /^\d{3,8}$/.test(text) ||
    /^(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}$/.test(text)
      ? text
      : undefined,
}

function readTwilio(reader: Reader, order: Order): DeliverySettings['twilio'] {
  const base = reader.read('TWILIO_BASE_URL', baseUrl) ?? TWILIO_BASE_URL
  const sid = reader.read('TWILIO_ACCOUNT_SID', accountSid)
  const authToken = reader.read('TWILIO_AUTH_TOKEN', secretWord)
  const from = reader.read('TWILIO_FROM', smsSender)
  const messagingServiceSid = reader.read('TWILIO_MESSAGING_SERVICE_SID', serviceSid)
  const voiceFrom = reader.read('TWILIO_VOICE_FROM', caller)
  demand(reader, order, 'twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'])
  const isSenderSet = reader.isSet('TWILIO_FROM') || reader.isSet('TWILIO_MESSAGING_SERVICE_SID')
  if (order.sms.includes('twilio') && !isSenderSet) {
    reader.complain(
      'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: expected a value, since SMS_PROVIDER names twilio; got neither.',
    )
  }
  // A sender's name cannot ring anybody up.
  const isCallerSet = reader.isSet('TWILIO_VOICE_FROM') || (from !== undefined && CALLER.test(from))
  if (order.call.includes('twilio') && !isCallerSet) {
    reader.complain(
      'TWILIO_VOICE_FROM: expected a number that can call, since CALL_PROVIDER names twilio and TWILIO_FROM is none; got nothing.',
    )
  }
  if (sid === undefined || authToken === undefined) return undefined
  return {
    baseUrl: base,
    accountSid: sid,
    authToken,
    from,
    messagingServiceSid,
    voiceFrom,
  }
}

const smtpUrl: Kind<SmtpServer> = {
  expected:
    'smtp:// or smtps:// with a host, as smtps://user:password@mail.example.com (percent-encode signs such as @ in the password)',
  parse: parseSmtpUrl,
  isSecret: true,
}

const mailAddress: Kind<MailAddress> = {
  expected: 'an address, as no-reply@example.com or Example <no-reply@example.com>',
  parse: (text) => {
    const [, name = '', inBrackets, bare] =
      /^(?:"?([^"<>\p{Cc}]*?)"?\s*<([^\s<>@,;]+@[^\s<>@,;]+)>|([^\s<>@,;]+@[^\s<>@,;]+))$/u.exec(
        text,
      ) ?? []
    const address = inBrackets ?? bare
    return address === undefined ? undefined : { name, address }
  },
}

function readSmtp(reader: Reader): DeliverySettings['smtp'] {
  const server = reader.read('SMTP_URL', smtpUrl)
  const from = reader.read('EMAIL_FROM', mailAddress)
  return server === undefined || from === undefined ? undefined : { server, from }
}
