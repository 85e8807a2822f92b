import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MasterKey, openVault } from '../../src/store/vault.ts'

const key = (id: string, byte: number): MasterKey => ({
  id,
  key: createSecretKey(Buffer.alloc(32, byte)),
})

const OLD = key('1', 1)
const NEW = key('2', 2)
const IV = Buffer.alloc(12, 9)
const ROW = 'sent_tokens/1/2/login'
const TEXT = '1234567'

const NOT_OPENED =
  /unable to authenticate data|Invalid (authentication tag|initialization vector)|No master key/

describe('a sealed field, with one thing changed', () => {
  const vault = openVault([OLD])
  const sealed = vault.seal(TEXT, ROW, IV)

  test('nothing', () => {
    expect(vault.open(sealed, ROW)).toBe(TEXT)
    expect(sealed).toMatch(/^1\.[\w-]+$/)
    expect(sealed).not.toContain(TEXT)
  })

  test.each(['sent_tokens/1/3/login', 'sent_tokens/1/2/pay', 'sent_tokens/1/2/', ''])(
    'the row %j',
    (row) => {
      expect(() => vault.open(sealed, row)).toThrow(NOT_OPENED)
    },
  )

  test('any bit of it', () => {
    const [id = '', body = ''] = sealed.split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      const changed = `${id}.${flipped.toString('base64url')}`
      expect(() => vault.open(changed, ROW)).toThrow(NOT_OPENED)
    }
  })

  test('its length', () => {
    for (let length = 0; length < sealed.length; length++)
      expect(() => vault.open(sealed.slice(0, length), ROW)).toThrow(NOT_OPENED)
    expect(() => vault.open(`${sealed}AAAA`, ROW)).toThrow(NOT_OPENED)
  })

  test('its key', () => {
    const other = openVault([key('1', 3)])
    expect(() => other.open(sealed, ROW)).toThrow(NOT_OPENED)
    expect(() => openVault([NEW]).open(sealed, ROW)).toThrow('No master key "1"')
  })

  test('nothing of it is told when it does not open', () => {
    expect(() => vault.open(`${sealed}x`, ROW)).toThrow(/^(?!.*1234567)/)
  })
})

describe('a ring', () => {
  test('seals with its first key and opens with all', () => {
    const before = openVault([OLD])
    const after = openVault([NEW, OLD])
    const sealedBefore = before.seal(TEXT, ROW, IV)
    const sealedAfter = after.seal(TEXT, ROW, IV)
    expect(sealedAfter.startsWith('2.')).toBe(true)
    expect([after.open(sealedBefore, ROW), after.open(sealedAfter, ROW)]).toEqual([TEXT, TEXT])
    expect(() => before.open(sealedAfter, ROW)).toThrow(NOT_OPENED)
  })

  test('finds after a rotation what was there before', () => {
    const index = openVault([OLD]).blindIndex('phone', '+13173389302')
    expect(openVault([NEW, OLD]).blindIndex('phone', '+13173389302')).toBe(index)
    expect(openVault([NEW]).blindIndex('phone', '+13173389302')).not.toBe(index)
  })

  test('is never empty', () => {
    expect(() => openVault([])).toThrow(new RangeError('A vault needs at least one master key.'))
  })
})

describe('a blind index', () => {
  const vault = openVault([OLD])

  test('keeps purposes apart', () => {
    expect(vault.blindIndex('phone', 'x')).not.toBe(vault.blindIndex('email', 'x'))
    expect(vault.blindIndex('a', 'b\0c')).not.toBe(vault.blindIndex('a\0b', 'd'))
  })
  test('is not what seals: one tells nothing of the other', () => {
    expect(vault.blindIndex('phone', TEXT)).toHaveLength(43)
    expect(vault.seal(TEXT, ROW, IV)).not.toContain(vault.blindIndex('phone', TEXT))
  })
})

test('any text of any length opens as it was', () => {
  const vault = openVault([NEW, OLD])
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string(),
      fc.uint8Array({ minLength: 12, maxLength: 12 }),
      (text, row, iv) => {
        expect(vault.open(vault.seal(text, row, iv), row)).toBe(text)
      },
    ),
  )
})
