import type { Texts } from '../texts.ts'

/** The SMS use no ă, â, î, ș or ț, which would cost GSM-7 and so half the length. */
export const ro: Texts = {
  tokenSms: '{token} este codul dvs. pentru {app}. Codul este strict personal.',
  tokenSmsWithAction: '{token} este codul dvs. pentru {app}. {action}',
  codeSms: '{code} este codul dvs. de verificare pentru {app}.',
  installLinkSms: 'Link de instalare a autentificatorului pentru {app}: {url}',
  voice: {
    languageTag: 'ro-RO',
    otherTags: [],
    greeting: 'Bună ziua. Codul dumneavoastră pentru {app} este',
    again: 'Repetăm, codul dumneavoastră este',
    goodbye: 'La revedere.',
  },
  email: {
    subject: 'Codul dvs. pentru {app}',
    lead: 'Codul dvs. pentru {app} este:',
    expires: {
      one: 'Expiră peste {minutes} minut.',
      few: 'Expiră peste {minutes} minute.',
      other: 'Expiră peste {minutes} de minute.',
    },
    neverShare: 'Nu îl comunicați niciodată nimănui.',
    ignore: 'Dacă nu ați solicitat acest cod, ignorați acest e-mail.',
  },
  phoneStart: {
    sms: 'Mesajul text a fost trimis la {number}.',
    call: 'Apelul către {number} a fost inițiat.',
  },
}
