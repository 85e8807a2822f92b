import type { Texts } from '../texts.ts'

export const ms: Texts = {
  tokenSms: '{token} ialah kod anda untuk {app}. Jangan kongsi dengan sesiapa.',
  tokenSmsWithAction: '{token} ialah kod anda untuk {app}. {action}',
  codeSms: '{code} ialah kod pengesahan anda untuk {app}.',
  installLinkSms: 'Pasang aplikasi pengesah untuk {app}: {url}',
  voice: {
    languageTag: 'ms-MY',
    otherTags: [],
    greeting: 'Helo. Kod anda untuk {app} ialah',
    again: 'Sekali lagi, kod anda ialah',
    goodbye: 'Selamat tinggal.',
  },
  email: {
    subject: 'Kod anda untuk {app}',
    lead: 'Kod anda untuk {app} ialah:',
    expires: {
      other: 'Kod ini akan tamat tempoh dalam {minutes} minit.',
    },
    neverShare: 'Jangan sekali-kali kongsi kod ini dengan sesiapa.',
    ignore: 'Jika anda tidak meminta kod ini, abaikan e-mel ini.',
  },
  phoneStart: {
    sms: 'Mesej teks dihantar ke {number}.',
    call: 'Panggilan ke {number} dimulakan.',
  },
}
