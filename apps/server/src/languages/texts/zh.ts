import type { Texts } from '../texts.ts'

export const zh: Texts = {
  tokenSms: '您的验证码是 {token}，用于 {app}。请勿告诉他人。',
  tokenSmsWithAction: '您的验证码是 {token}，用于 {app}。{action}',
  codeSms: '您的手机验证码是 {code}，用于 {app}。',
  installLinkSms: '请安装 {app} 的验证应用 {url}',
  voice: {
    languageTag: 'cmn-CN',
    otherTags: ['zh-CN'],
    greeting: '您好。您的 {app} 验证码是',
    again: '再说一遍，您的验证码是',
    goodbye: '再见。',
  },
  email: {
    subject: '您的 {app} 验证码',
    lead: '您的 {app} 验证码是：',
    expires: {
      other: '验证码将在 {minutes} 分钟后失效。',
    },
    neverShare: '请勿将验证码告诉任何人。',
    ignore: '如果您没有请求此验证码，请忽略本邮件。',
  },
  phoneStart: {
    sms: '短信已发送至 {number}。',
    call: '已开始呼叫 {number}。',
  },
}
