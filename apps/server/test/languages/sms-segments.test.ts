import { expect, it } from 'vitest'
import { smsSegments } from '../../src/languages/sms-segments.ts'

it.each([
  ['nothing', '', 'gsm-7', 0, 1],
  ['a full message', 'a'.repeat(160), 'gsm-7', 160, 1],
  ['one septet more', 'a'.repeat(161), 'gsm-7', 161, 2],
  ['two full parts', 'a'.repeat(306), 'gsm-7', 306, 2],
  ['one septet more than two parts', 'a'.repeat(307), 'gsm-7', 307, 3],
  ['letters of the alphabet with accents', 'àèéìòùäöüÄÖÜñÑÇØøÅåÆæßÉ', 'gsm-7', 23, 1],
  ['the capitals of Greek it has', 'ΔΦΓΛΩΠΨΣΘΞ', 'gsm-7', 10, 1],
  ['the extension table', '€[]{}^~|\\\f', 'gsm-7', 20, 1],
  ['escapes that just fit', '€'.repeat(80), 'gsm-7', 160, 1],
  ['escapes that no part can split', '€'.repeat(153), 'gsm-7', 306, 3],
  ['a small c with cedilla', 'ç', 'ucs-2', 1, 1],
  ['an accent alone', '`', 'ucs-2', 1, 1],
  ['a small Greek letter', 'δ', 'ucs-2', 1, 1],
  ['a full message of UCS-2', 'я'.repeat(70), 'ucs-2', 70, 1],
  ['one unit more', 'я'.repeat(71), 'ucs-2', 71, 2],
  ['two full parts of UCS-2', 'я'.repeat(134), 'ucs-2', 134, 2],
  ['one unit more than two parts', 'я'.repeat(135), 'ucs-2', 135, 3],
  ['surrogate pairs that just fit', '😀'.repeat(35), 'ucs-2', 70, 1],
  ['surrogate pairs that no part can split', '😀'.repeat(67), 'ucs-2', 134, 3],
])('counts %s', (_, text, alphabet, units, segments) => {
  expect(smsSegments(text)).toEqual({ alphabet, units, segments })
})
