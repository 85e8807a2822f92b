import { describe, expect, it } from 'vitest'
import { renderTokenEmail } from '../../src/languages/render-token-email.ts'
import { ALL_LOCALES } from './every-locale.ts'

const BASELINE = { appName: 'Bank 24', token: '12345678', minutes: 10 }

describe('renderTokenEmail', () => {
  it('reads well', () => {
    const action = { actionMessage: 'Log in from Lisbon?' }
    expect(renderTokenEmail('en', { ...BASELINE, ...action })).toEqual({
      subject: 'Your Bank 24 code',
      text: `Your Bank 24 code is:

12345678

Log in from Lisbon?

It expires in 10 minutes.
Never share it with anyone.

If you did not ask for this code, you can ignore this e-mail.
`,
    })
  })

  it.each(ALL_LOCALES)('in $locale names the app, the token and the minutes', ({ locale }) => {
    const { subject, text } = renderTokenEmail(locale, { ...BASELINE, minutes: 15 })
    expect(subject).toContain('Bank 24')
    expect(subject).not.toContain('12345678')
    expect(subject).not.toContain('\n')
    expect(text).toMatch(/^12345678$/m)
    expect(text).toMatch(/Bank 24/)
    expect(text).toMatch(/\b15/)
    expect(text).not.toContain('\n\n\n')
  })

  it.each(ALL_LOCALES)('in $locale can say any number of minutes', ({ locale }) => {
    for (let minutes = 1; minutes <= 120; minutes += 1) {
      expect(renderTokenEmail(locale, { ...BASELINE, minutes }).text).not.toContain('{')
    }
  })

  it.each([
    ['en', 1, '1 minute.'],
    ['en', 2, '2 minutes.'],
    ['ar', 1, 'دقيقة واحدة.'],
    ['ar', 2, 'دقيقتين.'],
    ['ar', 3, '3 دقائق.'],
    ['ar', 11, '11 دقيقة.'],
    ['ar', 100, '100 دقيقة.'],
    ['he', 1, 'דקה אחת.'],
    ['he', 2, 'שתי דקות.'],
    ['he', 10, '10 דקות.'],
    ['cs', 1, '1 minutu.'],
    ['cs', 4, '4 minuty.'],
    ['cs', 5, '5 minut.'],
    ['hr', 1, '1 minutu.'],
    ['hr', 3, '3 minute.'],
    ['hr', 10, '10 minuta.'],
    ['pl', 1, '1 minutę.'],
    ['pl', 2, '2 minuty.'],
    ['pl', 5, '5 minut.'],
    ['pl', 22, '22 minuty.'],
    ['ru', 1, '1 минуту.'],
    ['ru', 3, '3 минуты.'],
    ['ru', 10, '10 минут.'],
    ['ru', 21, '21 минуту.'],
    ['ro', 1, '1 minut.'],
    ['ro', 10, '10 minute.'],
    ['ro', 20, '20 de minute.'],
    ['de', 1, '1 Minute ab.'],
  ] as const)('counts in %s: %d', (locale, minutes, end) => {
    const lines = renderTokenEmail(locale, { ...BASELINE, minutes }).text.split('\n')
    expect(lines.filter((line) => line.endsWith(end))).toHaveLength(1)
  })
})
