import type { Texts } from '../texts.ts'

export const it: Texts = {
  tokenSms: '{token} è il suo codice per {app}. Non lo comunichi a nessuno.',
  tokenSmsWithAction: '{token} è il suo codice per {app}. {action}',
  codeSms: '{code} è il suo codice di verifica per {app}.',
  installLinkSms: "Installi l'app di autenticazione per {app}: {url}",
  voice: {
    languageTag: 'it-IT',
    otherTags: [],
    greeting: 'Buongiorno. Il suo codice per {app} è',
    again: 'Ripeto, il suo codice è',
    goodbye: 'Arrivederci.',
  },
  email: {
    subject: 'Il suo codice per {app}',
    lead: 'Il suo codice per {app} è:',
    expires: {
      one: 'Scade tra {minutes} minuto.',
      other: 'Scade tra {minutes} minuti.',
    },
    neverShare: 'Non lo comunichi mai a nessuno.',
    ignore: 'Se non ha richiesto questo codice, ignori questa e-mail.',
  },
  phoneStart: {
    sms: 'SMS inviato al numero {number}.',
    call: 'Chiamata al numero {number} avviata.',
  },
}
