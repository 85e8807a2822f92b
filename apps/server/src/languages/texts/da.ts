import type { Texts } from '../texts.ts'

export const da: Texts = {
  tokenSms: '{token} er din kode til {app}. Del den aldrig med nogen.',
  tokenSmsWithAction: '{token} er din kode til {app}. {action}',
  codeSms: '{code} er din bekræftelseskode til {app}.',
  installLinkSms: 'Installer godkendelsesappen til {app}: {url}',
  voice: {
    languageTag: 'da-DK',
    otherTags: [],
    greeting: 'Hej. Din kode til {app} er',
    again: 'Jeg gentager, din kode er',
    goodbye: 'Farvel.',
  },
  email: {
    subject: 'Din kode til {app}',
    lead: 'Din kode til {app} er:',
    expires: {
      one: 'Den udløber om {minutes} minut.',
      other: 'Den udløber om {minutes} minutter.',
    },
    neverShare: 'Del den aldrig med nogen.',
    ignore: 'Hvis du ikke har bedt om koden, kan du ignorere denne e-mail.',
  },
  phoneStart: {
    sms: 'Sms sendt til {number}.',
    call: 'Opkald til {number} startet.',
  },
}
