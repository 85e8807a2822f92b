import type { Texts } from '../texts.ts'

/** The SMS speak of verifying the telephone: "verificació" has a letter outside GSM-7. */
export const ca: Texts = {
  tokenSms: '{token} és el vostre codi per a {app}. No el compartiu mai.',
  tokenSmsWithAction: '{token} és el vostre codi per a {app}. {action}',
  codeSms: '{code} és el codi per verificar el vostre telèfon a {app}.',
  installLinkSms: "Baixeu-vos l'app per a {app}: {url}",
  voice: {
    languageTag: 'ca-ES',
    otherTags: [],
    greeting: 'Hola. El vostre codi per a {app} és',
    again: 'Ho repetim: el vostre codi és',
    goodbye: 'Adeu.',
  },
  email: {
    subject: 'El vostre codi per a {app}',
    lead: 'El vostre codi per a {app} és:',
    expires: {
      one: 'Caduca d’aquí a {minutes} minut.',
      other: 'Caduca d’aquí a {minutes} minuts.',
    },
    neverShare: 'No el compartiu mai amb ningú.',
    ignore: 'Si no l’heu demanat, podeu ignorar aquest correu.',
  },
  phoneStart: {
    sms: 'Missatge de text enviat a {number}.',
    call: 'Trucada a {number} iniciada.',
  },
}
