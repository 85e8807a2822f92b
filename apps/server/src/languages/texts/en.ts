import type { Texts } from '../texts.ts'

export const en: Texts = {
  tokenSms: '{token} is your code for {app}. Never share it with anyone.',
  tokenSmsWithAction: '{token} is your code for {app}. {action}',
  codeSms: '{code} is your verification code for {app}.',
  installLinkSms: 'Install the authenticator app for {app}: {url}',
  voice: {
    languageTag: 'en-US',
    otherTags: ['en-GB'],
    greeting: 'Hello. Your {app} code is',
    again: 'Again, your code is',
    goodbye: 'Goodbye.',
  },
  email: {
    subject: 'Your {app} code',
    lead: 'Your {app} code is:',
    expires: {
      one: 'It expires in {minutes} minute.',
      other: 'It expires in {minutes} minutes.',
    },
    neverShare: 'Never share it with anyone.',
    ignore: 'If you did not ask for this code, you can ignore this e-mail.',
  },
  phoneStart: {
    sms: 'Text message sent to {number}.',
    call: 'Call to {number} initiated.',
  },
}
