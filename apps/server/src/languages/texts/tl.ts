import type { Texts } from '../texts.ts'

export const tl: Texts = {
  tokenSms: '{token} ang inyong code para sa {app}. Huwag itong ibahagi kaninuman.',
  tokenSmsWithAction: '{token} ang inyong code para sa {app}. {action}',
  codeSms: '{code} ang inyong verification code para sa {app}.',
  installLinkSms: 'I-install ang authenticator app para sa {app}: {url}',
  voice: {
    languageTag: 'fil-PH',
    otherTags: ['tl-PH'],
    greeting: 'Kumusta po. Ang inyong code para sa {app} ay',
    again: 'Uulitin po namin, ang inyong code ay',
    goodbye: 'Paalam po.',
  },
  email: {
    subject: 'Ang inyong code para sa {app}',
    lead: 'Ang inyong code para sa {app} ay:',
    expires: {
      other: 'Mag-e-expire ito sa loob ng {minutes} minuto.',
    },
    neverShare: 'Huwag na huwag po itong ibahagi kaninuman.',
    ignore:
      'Kung hindi kayo ang humiling ng code na ito, huwag na lang pong pansinin ang email na ito.',
  },
  phoneStart: {
    sms: 'Naipadala na ang text message sa {number}.',
    call: 'Sinimulan na ang tawag sa {number}.',
  },
}
