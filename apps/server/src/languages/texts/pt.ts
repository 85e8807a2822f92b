import type { Texts } from '../texts.ts'

export const pt: Texts = {
  tokenSms: '{token} é o seu código {app}. Não partilhe.',
  tokenSmsWithAction: '{token} é o seu código {app}. {action}',
  codeSms: '{code} é o código de verificação {app}.',
  installLinkSms: 'Instale a app autenticadora para {app}: {url}',
  voice: {
    languageTag: 'pt-PT',
    otherTags: [],
    greeting: 'Olá. O seu código para {app} é',
    again: 'Repetimos, o seu código é',
    goodbye: 'Até breve.',
  },
  email: {
    subject: 'O seu código para {app}',
    lead: 'O seu código para {app} é:',
    expires: {
      one: 'Expira dentro de {minutes} minuto.',
      other: 'Expira dentro de {minutes} minutos.',
    },
    neverShare: 'Nunca o partilhe com ninguém.',
    ignore: 'Se não pediu este código, pode ignorar este e-mail.',
  },
  phoneStart: {
    sms: 'Mensagem de texto enviada para o número {number}.',
    call: 'Chamada para o número {number} iniciada.',
  },
}
