import type { Texts } from '../texts.ts'

export const hi: Texts = {
  tokenSms: 'आपका कोड: {token} ({app})। किसी को न बताएं।',
  tokenSmsWithAction: 'आपका कोड: {token} ({app})। {action}',
  codeSms: 'आपका सत्यापन कोड: {code} ({app})।',
  installLinkSms: '{app} के लिए ऐप: {url}',
  voice: {
    languageTag: 'hi-IN',
    otherTags: [],
    greeting: 'नमस्ते। {app} के लिए आपका कोड है',
    again: 'फिर से, आपका कोड है',
    goodbye: 'धन्यवाद, नमस्ते।',
  },
  email: {
    subject: 'आपका {app} कोड',
    lead: '{app} के लिए आपका कोड है:',
    expires: {
      other: 'यह {minutes} मिनट में समाप्त हो जाएगा।',
    },
    neverShare: 'इसे कभी किसी के साथ साझा न करें।',
    ignore: 'अगर आपने यह कोड नहीं मांगा था, तो इस ईमेल को अनदेखा करें।',
  },
  phoneStart: {
    sms: '{number} पर टेक्स्ट संदेश भेजा गया।',
    call: '{number} पर कॉल शुरू की गई।',
  },
}
