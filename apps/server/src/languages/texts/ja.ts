import type { Texts } from '../texts.ts'

export const ja: Texts = {
  tokenSms: '認証コードは {token} です（{app}）。他の人に教えないでください。',
  tokenSmsWithAction: '認証コードは {token} です（{app}）。{action}',
  codeSms: '確認コードは {code} です（{app}）。',
  installLinkSms: '{app} の認証アプリを入手: {url}',
  voice: {
    languageTag: 'ja-JP',
    otherTags: [],
    greeting: 'こんにちは。{app} の認証コードをお伝えします。',
    again: 'もう一度お伝えします。',
    goodbye: '失礼いたします。',
  },
  email: {
    subject: '{app} の認証コード',
    lead: '{app} の認証コード:',
    expires: {
      other: '有効期限は {minutes} 分です。',
    },
    neverShare: 'このコードは誰にも教えないでください。',
    ignore: 'お心当たりがない場合は、このメールを無視してください。',
  },
  phoneStart: {
    sms: '{number} に SMS を送信しました。',
    call: '{number} への発信を開始しました。',
  },
}
