import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { constantTimeEqual } from '@countersign/otp'

it.each([
  ['', '', true],
  ['755224', '755224', true],
  ['755224', '755225', false],
  ['755224', '055224', false],
  ['755224', '75522', false],
  ['75522', '755224', false],
  ['755224', '', false],
  ['\u0000', '', false],
])('compares %j with %j', (a, b, equal) => {
  expect(constantTimeEqual(a, b)).toBe(equal)
})

it('agrees with ===', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(constantTimeEqual(a, b)).toBe(a === b)
      expect(constantTimeEqual(a, a)).toBe(true)
    }),
  )
})
