import type { Texts } from '../texts.ts'

export const de: Texts = {
  tokenSms: '{token} ist Ihr Code für {app}. Geben Sie ihn niemals weiter.',
  tokenSmsWithAction: '{token} ist Ihr Code für {app}. {action}',
  codeSms: '{code} ist Ihr Bestätigungscode für {app}.',
  installLinkSms: 'Installieren Sie die Authenticator-App für {app}: {url}',
  voice: {
    languageTag: 'de-DE',
    otherTags: [],
    greeting: 'Guten Tag. Ihr Code für {app} lautet',
    again: 'Ich wiederhole: Ihr Code lautet',
    goodbye: 'Auf Wiederhören.',
  },
  email: {
    subject: 'Ihr Code für {app}',
    lead: 'Ihr Code für {app} lautet:',
    expires: {
      one: 'Er läuft in {minutes} Minute ab.',
      other: 'Er läuft in {minutes} Minuten ab.',
    },
    neverShare: 'Geben Sie ihn niemals weiter.',
    ignore: 'Wenn Sie keinen Code angefordert haben, können Sie diese E-Mail ignorieren.',
  },
  phoneStart: {
    sms: 'SMS an {number} gesendet.',
    call: 'Anruf bei {number} gestartet.',
  },
}
