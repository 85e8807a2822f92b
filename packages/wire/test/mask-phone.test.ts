import { describe, expect, test } from 'vitest'
import { displayPhone, maskCellphone, maskPhoneNumber } from '@countersign/wire'

describe('maskCellphone', () => {
  test.each([
    [1, '2025550112', '+1-XXX-XXX-XX12'],
    [351, '911234567', '+351-XXX-XXX-XX67'],
    [1, '202-555-0112', '+1-XXX-XXX-XX12'],
    [290, '12', '+290-XXX-XXX-XXX2'],
    [1, '', '+1-XXX-XXX-XXXX'],
  ])('%i %s', (countryCode, national, masked) => {
    expect(maskCellphone(countryCode, national)).toBe(masked)
  })
})

describe('maskPhoneNumber', () => {
  test.each([
    ['2025551118', 'XXX-XXX-1118'],
    ['55-1118', 'XXX-XXX-X118'],
    ['1118', 'XXX-XXX-XX18'],
    ['', 'XXX-XXX-XXXX'],
  ])('%s', (national, masked) => {
    expect(maskPhoneNumber(national)).toBe(masked)
  })
})

describe('displayPhone', () => {
  test.each([
    [1, '9876543210', '+1 987-654-3210'],
    [84, '866742932', '+84 86-674-2932'],
    [64, '210393363', '+64 21-039-3363'],
    [380, '000000000', '+380 00-000-0000'],
    [49, '15112345678', '+49 1511-234-5678'],
    [372, '51234567', '+372 5-123-4567'],
    [290, '51234', '+290 5-1234'],
    [290, '1234', '+290 1234'],
  ])('%i %s', (countryCode, national, shown) => {
    expect(displayPhone(countryCode, national)).toBe(shown)
  })
})
