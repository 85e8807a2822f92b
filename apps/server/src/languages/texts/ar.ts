import type { Texts } from '../texts.ts'

/**
 * Names, digits and numbers stand in isolates (Unicode UAX #9 §2.4.2), so that Latin letters keep their
 * order; the link has a line of its own, since phones would take an isolate after it for part of it.
 */
export const ar: Texts = {
  tokenSms: 'رمزك هو \u2066{token}\u2069 لدى \u2068{app}\u2069. لا تشاركه.',
  tokenSmsWithAction: 'رمزك هو \u2066{token}\u2069 لدى \u2068{app}\u2069. \u2068{action}\u2069',
  codeSms: 'رمز التحقق هو \u2066{code}\u2069 لدى \u2068{app}\u2069.',
  installLinkSms: 'تثبيت تطبيق \u2068{app}\u2069\n{url}',
  voice: {
    languageTag: 'ar-SA',
    otherTags: ['ar-XA', 'arb'],
    greeting: 'مرحبًا. رمزك لدى {app} هو',
    again: 'مرة أخرى، رمزك هو',
    goodbye: 'مع السلامة.',
  },
  email: {
    subject: 'رمزك لدى \u2068{app}\u2069',
    lead: 'رمزك لدى \u2068{app}\u2069 هو:',
    expires: {
      one: 'تنتهي صلاحيته خلال دقيقة واحدة.',
      two: 'تنتهي صلاحيته خلال دقيقتين.',
      few: 'تنتهي صلاحيته خلال {minutes} دقائق.',
      other: 'تنتهي صلاحيته خلال {minutes} دقيقة.',
    },
    neverShare: 'يُرجى عدم مشاركته مع أي شخص.',
    ignore: 'إذا لم تطلب هذا الرمز، فيمكنك تجاهل هذه الرسالة.',
  },
  phoneStart: {
    sms: 'تم إرسال رسالة نصية إلى \u2066{number}\u2069.',
    call: 'بدأ الاتصال بالرقم \u2066{number}\u2069.',
  },
}
