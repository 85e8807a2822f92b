import type { Texts } from '../texts.ts'

/** Worded to address anyone, of either gender. For the isolates and the line of the link see ar.ts. */
export const he: Texts = {
  tokenSms: '\u2066{token}\u2069 הוא הקוד שלך ב-\u2068{app}\u2069. אין לשתף.',
  tokenSmsWithAction: '\u2066{token}\u2069 הוא הקוד שלך ב-\u2068{app}\u2069. \u2068{action}\u2069',
  codeSms: '\u2066{code}\u2069 הוא קוד האימות שלך ב-\u2068{app}\u2069.',
  installLinkSms: 'אפליקציה ל-\u2068{app}\u2069:\n{url}',
  voice: {
    languageTag: 'he-IL',
    otherTags: ['iw-IL'],
    greeting: 'שלום. הקוד שלך ב-{app} הוא',
    again: 'שוב, הקוד שלך הוא',
    goodbye: 'להתראות.',
  },
  email: {
    subject: 'הקוד שלך ב-\u2068{app}\u2069',
    lead: 'הקוד שלך ב-\u2068{app}\u2069 הוא:',
    expires: {
      one: 'תוקפו יפוג בעוד דקה אחת.',
      two: 'תוקפו יפוג בעוד שתי דקות.',
      other: 'תוקפו יפוג בעוד {minutes} דקות.',
    },
    neverShare: 'אין לשתף אותו עם אף אחד.',
    ignore: 'אם לא ביקשת את הקוד, אפשר להתעלם מהודעה זו.',
  },
  phoneStart: {
    sms: 'הודעת טקסט נשלחה אל \u2066{number}\u2069.',
    call: 'השיחה אל \u2066{number}\u2069 החלה.',
  },
}
