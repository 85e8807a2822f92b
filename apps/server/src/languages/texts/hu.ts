import type { Texts } from '../texts.ts'

export const hu: Texts = {
  tokenSms: '{token} az Ön kódja ({app}). Ne ossza meg!',
  tokenSmsWithAction: '{token} az Ön kódja ({app}). {action}',
  codeSms: '{code} az Ön ellenőrző kódja ({app}).',
  installLinkSms: '{app}: töltse le az appot innen: {url}',
  voice: {
    languageTag: 'hu-HU',
    otherTags: [],
    greeting: 'Jó napot kívánunk! Az Ön {app} kódja:',
    again: 'Megismételjük, az Ön kódja:',
    goodbye: 'Viszonthallásra!',
  },
  email: {
    subject: 'Az Ön kódja ({app})',
    lead: 'Az Ön kódja ({app}):',
    expires: {
      other: 'A kód {minutes} perc múlva lejár.',
    },
    neverShare: 'Soha ne ossza meg senkivel.',
    ignore: 'Ha nem Ön kérte a kódot, hagyja figyelmen kívül ezt az e-mailt.',
  },
  phoneStart: {
    sms: 'SMS elküldve a következő számra: {number}.',
    call: 'Hívás elindítva a következő számra: {number}.',
  },
}
