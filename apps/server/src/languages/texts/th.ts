import type { Texts } from '../texts.ts'

/** No polite particle: it would give the sender a gender. */
export const th: Texts = {
  tokenSms: 'รหัส {token} สำหรับ {app} โปรดอย่าบอกผู้อื่น',
  tokenSmsWithAction: 'รหัส {token} สำหรับ {app} {action}',
  codeSms: 'รหัสยืนยัน {code} สำหรับ {app}',
  installLinkSms: 'แอปสำหรับ {app}: {url}',
  voice: {
    languageTag: 'th-TH',
    otherTags: [],
    greeting: 'สวัสดี รหัสของคุณสำหรับ {app} คือ',
    again: 'ขอทวนอีกครั้ง รหัสของคุณคือ',
    goodbye: 'ขอบคุณ สวัสดี',
  },
  email: {
    subject: 'รหัสของคุณสำหรับ {app}',
    lead: 'รหัสของคุณสำหรับ {app} คือ:',
    expires: {
      other: 'รหัสนี้จะหมดอายุใน {minutes} นาที',
    },
    neverShare: 'โปรดอย่าบอกรหัสนี้แก่ผู้ใด',
    ignore: 'หากคุณไม่ได้ขอรหัสนี้ โปรดเพิกเฉยต่ออีเมลฉบับนี้',
  },
  phoneStart: {
    sms: 'ส่งข้อความไปยัง {number} แล้ว',
    call: 'เริ่มโทรไปยัง {number} แล้ว',
  },
}
