import type { Texts } from '../texts.ts'

/** Worded for Spain and Latin America alike. The message of a call is the one recorded from Authy. */
export const es: Texts = {
  tokenSms: '{token} es su código {app}. No lo comparta.',
  tokenSmsWithAction: '{token} es su código {app}. {action}',
  codeSms: 'Código de verificación {code} para {app}.',
  installLinkSms: 'Instale la app autenticadora para {app}: {url}',
  voice: {
    languageTag: 'es-ES',
    otherTags: ['es-US', 'es-MX'],
    greeting: 'Hola. Su código de {app} es',
    again: 'Repetimos, su código es',
    goodbye: 'Adiós.',
  },
  email: {
    subject: 'Su código de {app}',
    lead: 'Su código de {app} es:',
    expires: {
      one: 'Vence dentro de {minutes} minuto.',
      other: 'Vence dentro de {minutes} minutos.',
    },
    neverShare: 'No lo comparta nunca con nadie.',
    ignore: 'Si no ha solicitado este código, ignore este correo.',
  },
  phoneStart: {
    sms: 'Mensaje de texto enviado a {number}.',
    call: 'Llamada a {number} fue iniciada.',
  },
}
