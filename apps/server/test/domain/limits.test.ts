import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FIRST_WAIT_MS,
  FREE_ATTEMPTS,
  LONGEST_WAIT_MS,
  SUSPEND_AT_ATTEMPTS,
  waitAfter,
} from '../../src/domain/limits.ts'
import { throttledUntil } from '../../src/domain/throttle.ts'

describe('the wait after so many wrong tokens', () => {
  test.each([
    [0, 0],
    [1, 0],
    [4, 0],
    [5, 5_000],
    [6, 10_000],
    [7, 20_000],
    [8, 40_000],
    [14, 2_560_000],
    [15, 3_600_000],
    [99, 3_600_000],
    [1_000_000, 3_600_000],
  ])('%i: %i ms', (attempts, wait) => {
    expect(waitAfter(attempts)).toBe(wait)
  })

  test('never shrinks, never passes an hour', () => {
    fc.assert(
      fc.property(fc.nat(), (attempts) => {
        expect(waitAfter(attempts + 1)).toBeGreaterThanOrEqual(waitAfter(attempts))
        expect(waitAfter(attempts)).toBeLessThanOrEqual(LONGEST_WAIT_MS)
      }),
    )
  })

  test('a hundred guesses take more than three days', () => {
    let total = 0
    for (let count = 1; count < SUSPEND_AT_ATTEMPTS; count++) total += waitAfter(count)
    expect(total).toBeGreaterThan(3 * 86_400_000)
    expect([FREE_ATTEMPTS, FIRST_WAIT_MS]).toEqual([5, 5_000])
  })
})

describe('a throttle, with one thing changed', () => {
  const NOW = 1_700_000_000_000
  const THROTTLE = { count: 10, windowEndsAt: NOW + 1_000 }

  test.each([
    ['nothing: the limit is reached', THROTTLE, 10, THROTTLE.windowEndsAt],
    ['one below the limit', { ...THROTTLE, count: 9 }, 10, undefined],
    ['far over it', { ...THROTTLE, count: 1_000 }, 10, THROTTLE.windowEndsAt],
    ['the window ends now', { ...THROTTLE, windowEndsAt: NOW }, 10, undefined],
    ['the window ends in a millisecond', { ...THROTTLE, windowEndsAt: NOW + 1 }, 10, NOW + 1],
    ['never counted', undefined, 10, undefined],
    ['a limit of none', { ...THROTTLE, count: 0 }, 0, THROTTLE.windowEndsAt],
  ])('%s', (_name, throttle, limit, expected) => {
    expect(throttledUntil(throttle, limit, NOW)).toBe(expected)
  })
})
