import type { Texts } from '../texts.ts'

export const fi: Texts = {
  tokenSms: '{token} on koodisi palveluun {app}. Älä kerro sitä kenellekään.',
  tokenSmsWithAction: '{token} on koodisi palveluun {app}. {action}',
  codeSms: '{code} on vahvistuskoodisi palveluun {app}.',
  installLinkSms: 'Asenna palvelun {app} todennussovellus: {url}',
  voice: {
    languageTag: 'fi-FI',
    otherTags: [],
    greeting: 'Hei. Koodisi palveluun {app} on',
    again: 'Toistan, koodisi on',
    goodbye: 'Kuulemiin.',
  },
  email: {
    subject: 'Koodisi palveluun {app}',
    lead: 'Koodisi palveluun {app} on:',
    expires: {
      other: 'Se vanhenee {minutes} minuutin kuluttua.',
    },
    neverShare: 'Älä koskaan kerro sitä kenellekään.',
    ignore: 'Jos et ole pyytänyt koodia, voit jättää tämän viestin huomiotta.',
  },
  phoneStart: {
    sms: 'Tekstiviesti lähetetty numeroon {number}.',
    call: 'Puhelu numeroon {number} aloitettu.',
  },
}
