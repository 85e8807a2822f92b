import type { Texts } from '../texts.ts'

/** The SMS use no ç, ğ, ı or ş, which would cost GSM-7 and so half the length. */
export const tr: Texts = {
  tokenSms: 'Kodunuz: {token} ({app}). Bu kodu kimseye vermeyin.',
  tokenSmsWithAction: 'Kodunuz: {token} ({app}). {action}',
  codeSms: 'Telefon onay kodunuz: {code} ({app}).',
  installLinkSms: '{app}: uygulama indirme adresi {url}',
  voice: {
    languageTag: 'tr-TR',
    otherTags: [],
    greeting: 'Merhaba. {app} kodunuz:',
    again: 'Tekrar ediyoruz, kodunuz:',
    goodbye: 'Hoşça kalın.',
  },
  email: {
    subject: '{app} kodunuz',
    lead: '{app} kodunuz:',
    expires: {
      other: 'Kodun süresi {minutes} dakika içinde dolacak.',
    },
    neverShare: 'Kodu asla kimseyle paylaşmayın.',
    ignore: 'Bu kodu siz istemediyseniz bu e-postayı dikkate almayın.',
  },
  phoneStart: {
    sms: '{number} numarasına kısa mesaj gönderildi.',
    call: '{number} numarasına arama başlatıldı.',
  },
}
