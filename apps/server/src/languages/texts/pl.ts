import type { Texts } from '../texts.ts'

/** The SMS use no letter outside GSM-7, so "Twój" and "hasło" are avoided. */
export const pl: Texts = {
  tokenSms: '{token} to kod do {app}. Nikomu go nie podawaj.',
  tokenSmsWithAction: '{token} to kod do {app}. {action}',
  codeSms: '{code} to kod weryfikacyjny do {app}.',
  installLinkSms: '{app}: aplikacja do pobrania ze strony {url}',
  voice: {
    languageTag: 'pl-PL',
    otherTags: [],
    greeting: 'Dzień dobry. Kod do {app} to',
    again: 'Powtarzam, kod to',
    goodbye: 'Do widzenia.',
  },
  email: {
    subject: 'Kod do {app}',
    lead: 'Kod do {app}:',
    expires: {
      one: 'Kod wygaśnie za {minutes} minutę.',
      few: 'Kod wygaśnie za {minutes} minuty.',
      other: 'Kod wygaśnie za {minutes} minut.',
    },
    neverShare: 'Prosimy nikomu go nie podawać.',
    ignore: 'Jeśli to nie Państwo prosili o kod, prosimy zignorować tę wiadomość.',
  },
  phoneStart: {
    sms: 'Wiadomość SMS została wysłana na numer {number}.',
    call: 'Połączenie z numerem {number} zostało rozpoczęte.',
  },
}
