import type { Texts } from '../texts.ts'

export const id: Texts = {
  tokenSms: '{token} adalah kode Anda untuk {app}. Jangan berikan kepada siapa pun.',
  tokenSmsWithAction: '{token} adalah kode Anda untuk {app}. {action}',
  codeSms: '{code} adalah kode verifikasi Anda untuk {app}.',
  installLinkSms: 'Pasang aplikasi autentikator untuk {app}: {url}',
  voice: {
    languageTag: 'id-ID',
    otherTags: ['in-ID'],
    greeting: 'Halo. Kode Anda untuk {app} adalah',
    again: 'Sekali lagi, kode Anda adalah',
    goodbye: 'Sampai jumpa.',
  },
  email: {
    subject: 'Kode Anda untuk {app}',
    lead: 'Kode Anda untuk {app} adalah:',
    expires: {
      other: 'Kode ini kedaluwarsa dalam {minutes} menit.',
    },
    neverShare: 'Jangan pernah memberikannya kepada siapa pun.',
    ignore: 'Jika Anda tidak meminta kode ini, abaikan email ini.',
  },
  phoneStart: {
    sms: 'Pesan teks dikirim ke {number}.',
    call: 'Panggilan ke {number} dimulai.',
  },
}
