import type { Texts } from '../texts.ts'

/** The SMS use no č, ć, đ, š or ž, which would cost GSM-7 and so half the length. */
export const hr: Texts = {
  tokenSms: '{token} je kod za {app}. Nikada ga ne dijelite ni s kim.',
  tokenSmsWithAction: '{token} je kod za {app}. {action}',
  codeSms: '{code} je verifikacijski kod za {app}.',
  installLinkSms: '{app}: instalirajte aplikaciju s adrese {url}',
  voice: {
    languageTag: 'hr-HR',
    otherTags: [],
    greeting: 'Dobar dan. Vaš kod za {app} glasi',
    again: 'Ponavljamo, vaš kod glasi',
    goodbye: 'Doviđenja.',
  },
  email: {
    subject: 'Vaš kod za {app}',
    lead: 'Vaš kod za {app} glasi:',
    expires: {
      one: 'Istječe za {minutes} minutu.',
      few: 'Istječe za {minutes} minute.',
      other: 'Istječe za {minutes} minuta.',
    },
    neverShare: 'Nikada ga ne dijelite ni s kim.',
    ignore: 'Ako niste zatražili kod, zanemarite ovu poruku.',
  },
  phoneStart: {
    sms: 'Tekstualna poruka poslana je na {number}.',
    call: 'Poziv na {number} je pokrenut.',
  },
}
