import type { Texts } from '../texts.ts'

/** Written in the standard language; the call speaks Cantonese, as callers in Hong Kong do. */
export const zhHK: Texts = {
  tokenSms: '您的驗證碼是 {token}，用於 {app}。請勿告訴他人。',
  tokenSmsWithAction: '您的驗證碼是 {token}，用於 {app}。{action}',
  codeSms: '您的手機驗證碼是 {code}，用於 {app}。',
  installLinkSms: '請安裝 {app} 的驗證應用程式 {url}',
  voice: {
    languageTag: 'yue-HK',
    otherTags: ['zh-HK'],
    greeting: '您好。您嘅 {app} 驗證碼係',
    again: '再講一次，您嘅驗證碼係',
    goodbye: '再見。',
  },
  email: {
    subject: '您的 {app} 驗證碼',
    lead: '您的 {app} 驗證碼是：',
    expires: {
      other: '驗證碼將於 {minutes} 分鐘後失效。',
    },
    neverShare: '請勿向任何人透露驗證碼。',
    ignore: '如果您沒有要求此驗證碼，請忽略本電郵。',
  },
  phoneStart: {
    sms: '短訊已傳送至 {number}。',
    call: '已開始致電 {number}。',
  },
}
