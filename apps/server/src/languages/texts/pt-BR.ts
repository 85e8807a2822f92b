import type { Texts } from '../texts.ts'

export const ptBR: Texts = {
  tokenSms: '{token} é seu código {app}. Não compartilhe.',
  tokenSmsWithAction: '{token} é seu código {app}. {action}',
  codeSms: '{code} é seu código de verificação {app}.',
  installLinkSms: 'Instale o app autenticador para {app}: {url}',
  voice: {
    languageTag: 'pt-BR',
    otherTags: [],
    greeting: 'Olá. Seu código para {app} é',
    again: 'Repetindo, seu código é',
    goodbye: 'Até logo.',
  },
  email: {
    subject: 'Seu código para {app}',
    lead: 'Seu código para {app} é:',
    expires: {
      one: 'Ele expira em {minutes} minuto.',
      other: 'Ele expira em {minutes} minutos.',
    },
    neverShare: 'Nunca o compartilhe com ninguém.',
    ignore: 'Se você não solicitou este código, ignore este e-mail.',
  },
  phoneStart: {
    sms: 'Mensagem de texto enviada para {number}.',
    call: 'Chamada para {number} iniciada.',
  },
}
