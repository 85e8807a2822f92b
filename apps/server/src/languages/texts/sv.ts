import type { Texts } from '../texts.ts'

export const sv: Texts = {
  tokenSms: '{token} är din kod för {app}. Dela den aldrig med någon.',
  tokenSmsWithAction: '{token} är din kod för {app}. {action}',
  codeSms: '{code} är din verifieringskod för {app}.',
  installLinkSms: 'Installera autentiseringsappen för {app}: {url}',
  voice: {
    languageTag: 'sv-SE',
    otherTags: [],
    greeting: 'Hej. Din kod för {app} är',
    again: 'Jag upprepar, din kod är',
    goodbye: 'Hej då.',
  },
  email: {
    subject: 'Din kod för {app}',
    lead: 'Din kod för {app} är:',
    expires: {
      one: 'Den upphör att gälla om {minutes} minut.',
      other: 'Den upphör att gälla om {minutes} minuter.',
    },
    neverShare: 'Dela den aldrig med någon.',
    ignore: 'Om du inte har begärt någon kod kan du bortse från det här mejlet.',
  },
  phoneStart: {
    sms: 'Sms skickat till {number}.',
    call: 'Samtal till {number} påbörjat.',
  },
}
