import type { Texts } from '../texts.ts'

export const ko: Texts = {
  tokenSms: '인증번호 {token} ({app}). 타인에게 알려주지 마세요.',
  tokenSmsWithAction: '인증번호 {token} ({app}). {action}',
  codeSms: '휴대전화 인증번호 {code} ({app})',
  installLinkSms: '{app} 인증 앱 설치: {url}',
  voice: {
    languageTag: 'ko-KR',
    otherTags: [],
    greeting: '안녕하세요. {app} 인증번호를 알려드립니다.',
    again: '다시 한번 알려드립니다.',
    goodbye: '감사합니다.',
  },
  email: {
    subject: '{app} 인증번호',
    lead: '{app} 인증번호:',
    expires: {
      other: '이 번호는 {minutes}분 후에 만료됩니다.',
    },
    neverShare: '누구에게도 알려주지 마세요.',
    ignore: '요청하지 않으셨다면 이 이메일을 무시하셔도 됩니다.',
  },
  phoneStart: {
    sms: '{number} 번호로 문자 메시지를 보냈습니다.',
    call: '{number} 번호로 전화를 걸었습니다.',
  },
}
