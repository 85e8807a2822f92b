import { describe, expect, test } from 'vitest'
import { initialOf, logoUrl, showParts, showText } from '../src/app/show-text.ts'

describe('text of an app cannot be dressed up as another', () => {
  test.each([
    ['Log in', 'Log in'],
    ['paid \u202Eelif\u202C', 'paid [U+202E]elif[U+202C]'],
    ['a\u2066b\u2069', 'a[U+2066]b[U+2069]'],
    ['two\nlines', 'two↵lines'],
    ['\u200Bhidden\u0000', '[U+200B]hidden[U+0000]'],
    ['blank \u3164\u2800', 'blank [U+3164][U+2800]'],
    ['tag \u{E0041}', 'tag [U+E0041]'],
    ['soft\u00ADhyphen', 'soft[U+00AD]hyphen'],
    // Needed to write these, and they turn nothing around.
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['👩\u200D💻', '👩\u200D💻'],
    ['<b>now</b>', '<b>now</b>'],
  ])('%j is shown as %j', (text, shown) => {
    expect(showText(text)).toBe(shown)
  })

  test('what is named rather than shown is marked as that', () => {
    expect(showParts('a\u202Eb')).toEqual([
      { text: 'a', isControl: false },
      { text: '[U+202E]', isControl: true },
      { text: 'b', isControl: false },
    ])
  })
})

test.each([
  ['Acme Bank', 'A'],
  ['  ärzte', 'Ä'],
  ['24 Bank', '2'],
  ['…', '?'],
])('the initial of %s is %s', (name, initial) => {
  expect(initialOf(name)).toBe(initial)
})

test.each([
  ['https://example.com/a.png', 'https://example.com/a.png'],
  ['http://example.com/a.png', undefined],
  ['javascript:alert(1)', undefined],
  ['data:image/png;base64,AAAA', undefined],
  ['/a.png', undefined],
  [null, undefined],
])('the logo %s is fetched from %s', (url, fetched) => {
  expect(logoUrl(url)).toBe(fetched)
})
