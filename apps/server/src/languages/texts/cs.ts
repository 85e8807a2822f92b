import type { Texts } from '../texts.ts'

export const cs: Texts = {
  tokenSms: '{token} je váš kód pro {app}. Nesdílejte ho.',
  tokenSmsWithAction: '{token} je váš kód pro {app}. {action}',
  codeSms: '{code} je ověřovací kód pro {app}.',
  installLinkSms: '{app}: nainstalujte si aplikaci z adresy {url}',
  voice: {
    languageTag: 'cs-CZ',
    otherTags: [],
    greeting: 'Dobrý den. Váš kód pro {app} je',
    again: 'Opakujeme, váš kód je',
    goodbye: 'Na shledanou.',
  },
  email: {
    subject: 'Váš kód pro {app}',
    lead: 'Váš kód pro {app} je:',
    expires: {
      one: 'Jeho platnost vyprší za {minutes} minutu.',
      few: 'Jeho platnost vyprší za {minutes} minuty.',
      other: 'Jeho platnost vyprší za {minutes} minut.',
    },
    neverShare: 'Nikdy ho s nikým nesdílejte.',
    ignore: 'Pokud jste o kód nežádali, tento e-mail ignorujte.',
  },
  phoneStart: {
    sms: 'Textová zpráva byla odeslána na {number}.',
    call: 'Hovor na {number} byl zahájen.',
  },
}
