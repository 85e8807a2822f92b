import type { Texts } from '../texts.ts'

export const ru: Texts = {
  tokenSms: 'Код {token} для {app}. Никому не сообщайте.',
  tokenSmsWithAction: 'Ваш код {token} для {app}. {action}',
  codeSms: 'Код подтверждения {code} для {app}.',
  installLinkSms: 'Приложение {app}: {url}',
  voice: {
    languageTag: 'ru-RU',
    otherTags: [],
    greeting: 'Здравствуйте. Ваш код для {app}:',
    again: 'Повторяю, ваш код:',
    goodbye: 'До свидания.',
  },
  email: {
    subject: 'Ваш код для {app}',
    lead: 'Ваш код для {app}:',
    expires: {
      one: 'Срок его действия истечёт через {minutes} минуту.',
      few: 'Срок его действия истечёт через {minutes} минуты.',
      other: 'Срок его действия истечёт через {minutes} минут.',
    },
    neverShare: 'Никогда и никому его не сообщайте.',
    ignore: 'Если вы не запрашивали код, не обращайте внимания на это письмо.',
  },
  phoneStart: {
    sms: 'Текстовое сообщение отправлено на номер {number}.',
    call: 'Звонок на номер {number} начат.',
  },
}
