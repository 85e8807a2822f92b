import type { Texts } from '../texts.ts'

export const nb: Texts = {
  tokenSms: '{token} er koden din for {app}. Del den aldri med noen.',
  tokenSmsWithAction: '{token} er koden din for {app}. {action}',
  codeSms: '{code} er bekreftelseskoden din for {app}.',
  installLinkSms: 'Installer autentiseringsappen for {app}: {url}',
  voice: {
    languageTag: 'nb-NO',
    otherTags: ['no-NO'],
    greeting: 'Hei. Koden din for {app} er',
    again: 'Jeg gjentar, koden din er',
    goodbye: 'Ha det bra.',
  },
  email: {
    subject: 'Koden din for {app}',
    lead: 'Koden din for {app} er:',
    expires: {
      one: 'Den utløper om {minutes} minutt.',
      other: 'Den utløper om {minutes} minutter.',
    },
    neverShare: 'Del den aldri med noen.',
    ignore: 'Hvis du ikke har bedt om koden, kan du se bort fra denne e-posten.',
  },
  phoneStart: {
    sms: 'Tekstmelding sendt til {number}.',
    call: 'Anrop til {number} startet.',
  },
}
