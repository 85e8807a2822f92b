import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideRetry } from '../../src/domain/delivery-schedule.ts'

const NOW = 1_700_000_000_000
const DEADLINE = NOW + 600_000
const LAST_ATTEMPT = DEADLINE - 15_000

describe('the next attempt, with one thing changed', () => {
  test.each([
    ['after the first, least jitter', 1, NOW, 0, undefined, NOW + 1_000],
    ['after the first, most jitter', 1, NOW, 1, undefined, NOW + 2_000],
    ['after the second', 2, NOW, 1, undefined, NOW + 4_000],
    ['after the fifth', 5, NOW, 1, undefined, NOW + 32_000],
    ['after the sixth: a minute at most', 6, NOW, 1, undefined, NOW + 60_000],
    ['after the thousandth', 1_000, NOW, 1, undefined, NOW + 60_000],
    ['the provider asks for longer', 1, NOW, 1, 30_000, NOW + 30_000],
    ['the provider asks for less', 3, NOW, 1, 1, NOW + 8_000],
    ['the provider asks for an hour', 1, NOW, 1, 3_600_000, LAST_ATTEMPT],
    ['close to the end: one last attempt', 6, LAST_ATTEMPT - 1, 1, undefined, LAST_ATTEMPT],
  ])('%s', (_name, attempts, now, fraction, retryAfterMs, dueAt) => {
    expect(decideRetry(attempts, now, DEADLINE, fraction, retryAfterMs)).toEqual({
      result: 'retry',
      dueAt,
    })
  })

  test.each([
    ['the last attempt was made', LAST_ATTEMPT],
    ['the token died', DEADLINE],
    ['long after', DEADLINE + 3_600_000],
  ])('given up when %s', (_name, now) => {
    expect(decideRetry(1, now, DEADLINE, 1, undefined)).toEqual({ result: 'give-up' })
  })
})

test('always ends, with a last attempt exactly fifteen seconds before the deadline', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 16_000, max: 3_600_000 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (life, fractions) => {
        let now = NOW
        let attempts = 1
        for (;;) {
          const fraction = fractions[attempts % fractions.length] ?? 0
          const decision = decideRetry(attempts, now, NOW + life, fraction, undefined)
          if (decision.result === 'give-up') break
          expect(decision.dueAt).toBeGreaterThan(now)
          expect(decision.dueAt).toBeLessThanOrEqual(NOW + life - 15_000)
          now = decision.dueAt
          attempts++
          expect(attempts).toBeLessThan(200)
        }
        expect(now).toBe(NOW + life - 15_000)
      },
    ),
  )
})
