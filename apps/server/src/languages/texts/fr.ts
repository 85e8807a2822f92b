import type { Texts } from '../texts.ts'

export const fr: Texts = {
  tokenSms: '{token} est votre code pour {app}. Ne le communiquez à personne.',
  tokenSmsWithAction: '{token} est votre code pour {app}. {action}',
  codeSms: '{code} est votre code de vérification pour {app}.',
  installLinkSms: "Installez l'application d'authentification pour {app} : {url}",
  voice: {
    languageTag: 'fr-FR',
    otherTags: ['fr-CA'],
    greeting: 'Bonjour. Votre code pour {app} est',
    again: 'Je répète, votre code est',
    goodbye: 'Au revoir.',
  },
  email: {
    subject: 'Votre code pour {app}',
    lead: 'Votre code pour {app} est :',
    expires: {
      one: 'Il expire dans {minutes} minute.',
      other: 'Il expire dans {minutes} minutes.',
    },
    neverShare: 'Ne le communiquez jamais à personne.',
    ignore: 'Si vous n’avez pas demandé ce code, vous pouvez ignorer cet e-mail.',
  },
  phoneStart: {
    sms: 'SMS envoyé au {number}.',
    call: 'Appel vers le {number} lancé.',
  },
}
