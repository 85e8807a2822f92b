import type { Texts } from '../texts.ts'

export const af: Texts = {
  tokenSms: '{token} is u kode vir {app}. Moet dit met niemand deel nie.',
  tokenSmsWithAction: '{token} is u kode vir {app}. {action}',
  codeSms: '{code} is u verifikasiekode vir {app}.',
  installLinkSms: 'Installeer die verifikasietoep vir {app}: {url}',
  voice: {
    languageTag: 'af-ZA',
    otherTags: [],
    greeting: 'Hallo. U kode vir {app} is',
    again: 'Ek herhaal, u kode is',
    goodbye: 'Totsiens.',
  },
  email: {
    subject: 'U kode vir {app}',
    lead: 'U kode vir {app} is:',
    expires: {
      one: 'Dit verval oor {minutes} minuut.',
      other: 'Dit verval oor {minutes} minute.',
    },
    neverShare: 'Moet dit nooit met enigiemand deel nie.',
    ignore: 'As u nie hierdie kode aangevra het nie, kan u hierdie e-pos ignoreer.',
  },
  phoneStart: {
    sms: 'Teksboodskap na {number} gestuur.',
    call: 'Oproep na {number} begin.',
  },
}
