import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countersAt } from '../../src/domain/counted.ts'
import {
  answerTimeName,
  bucketOf,
  convertedName,
  deliveredName,
  latencyName,
  LIMITS,
  limitOf,
  parseCost,
  partsOf,
  percentile,
  sendsName,
  verifiedName,
} from '../../src/domain/counter-names.ts'
import { HOUR_MS, hourOf } from '../../src/domain/time-span.ts'
import { START } from '../test-clock.ts'

describe('the name of a counter', () => {
  test.each([
    [verifiedName('DE', 'valid', 'sms'), ['verified', 'DE', 'valid', 'sms']],
    [verifiedName(undefined, 'invalid', 'none'), ['verified', 'ZZ', 'invalid', 'none']],
    [sendsName('US', 'call'), ['sends', 'US', 'call']],
    [
      deliveredName('US', 'sms', 'twilio', 'failed'),
      ['delivered', 'US', 'sms', 'twilio', 'failed'],
    ],
    // A part never becomes two, whatever a provider is called.
    [convertedName('US', 'sms', 'my/carrier'), ['converted', 'US', 'sms', 'my-carrier']],
    [latencyName('sms', 'outbox', 0), ['latency', 'sms', 'outbox', '0']],
    [answerTimeName(8_000), ['answer-time', '95']],
  ])('%s has its parts', (name, parts) => expect(partsOf(name)).toEqual(parts))

  test('of a limit is read off the row that counts it, and of no other', () => {
    expect(limitOf('send/phone/hash')).toBe('send/phone')
    expect(limitOf('wrong-code/address/1/192.0.2.0')).toBe('wrong-code/address')
    expect(limitOf('device-code/hash')).toBeUndefined()
    expect(new Set(LIMITS).size).toBe(LIMITS.length)
  })
})

describe('what a provider asks for', () => {
  test.each([
    ['0.0075 USD', { millionths: 7_500, currency: 'USD' }],
    ['12 EUR', { millionths: 12_000_000, currency: 'EUR' }],
    ['-1 USD', undefined],
    ['1e9 USD', undefined],
    ['0.01 us/dollars', undefined],
    ['', undefined],
  ])('%j', (cost, parsed) => expect(parseCost(cost)).toEqual(parsed))
})

function histogram(values: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) {
    const bucket = bucketOf(value)
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  return counts
}

describe('a percentile of a histogram', () => {
  test('is within a tenth of the true one, wherever the values lie', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000_000 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 0.99),
        (values, part) => {
          const sorted = values.toSorted((a, b) => a - b)
          const exact = sorted[Math.ceil(sorted.length * part) - 1] ?? 0
          const read = percentile(histogram(values), part) ?? 0
          expect(read).toBeGreaterThanOrEqual(Math.floor(exact / 1.1) - 1)
          expect(read).toBeLessThanOrEqual(Math.ceil(exact * 1.1) + 1)
        },
      ),
    )
  })

  test('of many even values is within two hundredths', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => 500 + index)
    expect(percentile(histogram(values), 0.5)).toBeGreaterThan(5_500 * 0.98)
    expect(percentile(histogram(values), 0.5)).toBeLessThan(5_500 * 1.02)
  })

  test('of nothing is none, and what is below a millisecond or beyond two days has a bucket', () => {
    expect(percentile(new Map(), 0.5)).toBeUndefined()
    expect([0, -5, Number.NaN, 0.5].map(bucketOf)).toEqual([0, 0, 0, 0])
    expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBe(bucketOf(10 ** 9))
  })
})

test('what is counted together is summed, in the order in which every transaction takes the rows', () => {
  const counted = [
    { appId: 2, name: 'a' },
    { appId: 1, name: 'b' },
    { appId: 1, name: 'a' },
    { appId: 1, name: 'b' },
  ]
  const hour = hourOf(START)
  expect(countersAt(START, counted)).toEqual([
    { appId: 1, hour, name: 'a', by: 1 },
    { appId: 1, hour, name: 'b', by: 2 },
    { appId: 2, hour, name: 'a', by: 1 },
  ])
  expect(countersAt(START + HOUR_MS, counted)[0]?.hour).toBe(hour + HOUR_MS)
})
