import type { Texts } from '../texts.ts'

export const nl: Texts = {
  tokenSms: '{token} is uw code voor {app}. Deel deze met niemand.',
  tokenSmsWithAction: '{token} is uw code voor {app}. {action}',
  codeSms: '{code} is uw verificatiecode voor {app}.',
  installLinkSms: 'Installeer de authenticator-app voor {app}: {url}',
  voice: {
    languageTag: 'nl-NL',
    otherTags: [],
    greeting: 'Goedendag. Uw code voor {app} is',
    again: 'Nogmaals, uw code is',
    goodbye: 'Tot ziens.',
  },
  email: {
    subject: 'Uw code voor {app}',
    lead: 'Uw code voor {app} is:',
    expires: {
      one: 'De code verloopt over {minutes} minuut.',
      other: 'De code verloopt over {minutes} minuten.',
    },
    neverShare: 'Deel de code nooit met iemand.',
    ignore: 'Hebt u geen code aangevraagd, dan kunt u deze e-mail negeren.',
  },
  phoneStart: {
    sms: 'Sms verzonden naar {number}.',
    call: 'Oproep naar {number} gestart.',
  },
}
