import { describe, expect, test } from 'vitest'
import { toCsv } from '../../src/domain/csv.ts'
import { decideInsightSpan, pointsOf } from '../../src/domain/insight-span.ts'
import { DAY_MS, dayOf, HOUR_MS } from '../../src/domain/time-span.ts'
import { type ComparedHour, findUnusual } from '../../src/domain/unusual.ts'
import { parseWebhook } from '../../src/domain/webhook.ts'
import { START } from '../test-clock.ts'

const USUAL = [100, 104, 98, 102].map((sends) => ({ sends, verified: Math.round(sends * 0.8) }))
const HOUR: ComparedHour = { at: START, now: { sends: 101, verified: 81 }, before: USUAL }

describe('an hour of a country', () => {
  test.each<[name: string, change: Partial<ComparedHour>, marks: readonly string[]]>([
    ['like its weeks before', {}, []],
    ['of twice the volume', { now: { sends: 205, verified: 164 } }, ['volume high']],
    ['of half as much more', { now: { sends: 150, verified: 120 } }, []],
    ['of nothing', { now: { sends: 0, verified: 0 } }, ['volume low']],
    ['whose tokens are not typed', { now: { sends: 101, verified: 20 } }, ['conversion low']],
    [
      'flooded by a stranger',
      { now: { sends: 900, verified: 80 } },
      ['volume high', 'conversion low'],
    ],
    [
      'with too few weeks to know',
      { now: { sends: 900, verified: 0 }, before: USUAL.slice(2) },
      [],
    ],
    [
      'of a country that was never there',
      { now: { sends: 300, verified: 3 }, before: USUAL.map(() => ({ sends: 0, verified: 0 })) },
      ['volume high'],
    ],
    [
      'with a handful where there was none',
      { now: { sends: 9, verified: 0 }, before: USUAL.map(() => ({ sends: 0, verified: 0 })) },
      [],
    ],
    [
      'with an attack in one week before',
      {
        before: [...USUAL.slice(1), { sends: 5_000, verified: 10 }],
        now: { sends: 400, verified: 320 },
      },
      ['volume high', 'conversion high'],
    ],
    [
      'that varies by itself',
      {
        before: [20, 200, 90, 150].map((sends) => ({ sends, verified: sends })),
        now: { sends: 240, verified: 240 },
      },
      [],
    ],
  ])('%s', (_name, change, marks) => {
    const found = findUnusual('DE', [{ ...HOUR, ...change }])
    expect(found.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual(marks)
  })

  test('is one mark with the hours beside it', () => {
    const hours = [0, 1, 3].map((hour) => ({
      ...HOUR,
      at: START + hour * HOUR_MS,
      now: { sends: 500, verified: 400 },
    }))
    expect(findUnusual('DE', hours)).toEqual([
      {
        country: 'DE',
        kind: 'volume',
        direction: 'high',
        from: START,
        until: START + 2 * HOUR_MS,
        value: 1_000,
        expected: 202,
      },
      {
        country: 'DE',
        kind: 'volume',
        direction: 'high',
        from: START + 3 * HOUR_MS,
        until: START + 4 * HOUR_MS,
        value: 500,
        expected: 101,
      },
    ])
  })
})

describe('the time of the charts', () => {
  test('is seven days with today unless asked, hours up to three days, and never the future', () => {
    const week = decideInsightSpan({ from: undefined, until: undefined }, START)
    expect(week).toEqual({
      from: dayOf(START) - 6 * DAY_MS,
      until: dayOf(START) + DAY_MS,
      each: 'day',
    })
    const hours = decideInsightSpan({ from: START - 2 * HOUR_MS, until: START + DAY_MS }, START)
    expect(hours).toMatchObject({ each: 'hour' })
    if (typeof hours === 'string') throw new Error(hours)
    expect(pointsOf(hours)).toHaveLength(3)
    expect(decideInsightSpan({ from: START, until: START }, START)).toContain('before')
    expect(decideInsightSpan({ from: START - 401 * DAY_MS, until: undefined }, START)).toContain(
      '400',
    )
  })
})

describe('a file for a spreadsheet', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['a,"b"', '"a,""b"""'],
    ['a\nb', '"a\nb"'],
    ['plain', 'plain'],
  ])('writes %j as %j', (cell, text) => expect(toCsv(['h'], [[cell]])).toBe(`h\r\n${text}\r\n`))

  test('writes numbers as they are, and nothing for null', () =>
    expect(toCsv(['a', 'b'], [[-1, null]])).toBe('a,b\r\n-1,\r\n'))
})

describe('a webhook that is asked for', () => {
  const ASKED = {
    name: ' Orders ',
    url: 'https://app.example.com/hook',
    events: ['token_verified'],
  }
  test('is taken with its name trimmed and each event once', () =>
    expect(parseWebhook({ ...ASKED, events: ['user_added', 'user_added'] })).toEqual({
      ok: true,
      webhook: { name: 'Orders', url: ASKED.url, events: ['user_added'] },
    }))

  test.each<[change: object, field: string]>([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ url: 'ftp://x.example.com' }, 'url'],
    [{ url: 'https://u:p@x.example.com' }, 'url'],
    [{ url: `https://x.example.com/${'a'.repeat(500)}` }, 'url'],
    [{ events: [] }, 'events'],
    [{ events: ['token_verified', '__proto__'] }, 'events'],
  ])('%j is refused by its field', (change, field) => {
    const parsed = parseWebhook({ ...ASKED, ...change })
    expect(parsed.ok ? [] : Object.keys(parsed.fields)).toEqual([field])
  })
})
