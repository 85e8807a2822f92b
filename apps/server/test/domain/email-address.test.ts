import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEmailAddress } from '../../src/domain/email-address.ts'

const LONGEST = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(6)}`

describe('an address, with one thing changed', () => {
  test.each([
    ['nothing', 'jdoe@example.com', 'jdoe@example.com'],
    ['spaces around', '  jdoe@example.com ', 'jdoe@example.com'],
    ['a tag', 'jdoe+2fa@example.com', 'jdoe+2fa@example.com'],
    ['a subdomain', 'jdoe@mail.example.co.uk', 'jdoe@mail.example.co.uk'],
    ['its own alphabet', 'jürgen@münchen.example', 'jürgen@münchen.example'],
    ['its case', 'JDoe@Example.com', 'JDoe@Example.com'],
    ['254 characters', LONGEST, LONGEST],
    ['255 characters', `${LONGEST}x`, undefined],
    ['no @', 'jdoe.example.com', undefined],
    ['two @', 'jdoe@exa@mple.com', undefined],
    ['no name', '@example.com', undefined],
    ['no domain', 'jdoe@', undefined],
    ['no dot in the domain', 'jdoe@localhost', undefined],
    ['a dot at its end', 'jdoe@example.com.', undefined],
    ['two dots', 'jdoe@example..com', undefined],
    ['a space', 'j doe@example.com', undefined],
    ['two addresses', 'jdoe@example.com,eve@example.com', undefined],
    ['two addresses, semicolon', 'jdoe@example.com;eve@example.com', undefined],
    ['a display name', 'John <jdoe@example.com>', undefined],
    ['a line break', 'jdoe@example.com\r\nBcc: eve@example.com', undefined],
    ['a bare line feed', 'jdoe\n@example.com', undefined],
    ['a NUL', 'jdoe\0@example.com', undefined],
    ['a DEL', 'jdoe\u007F@example.com', undefined],
    ['quotes', '"jdoe"@example.com', undefined],
    ['an address literal', 'jdoe@[127.0.0.1]', undefined],
    ['65 characters before the @', `${'a'.repeat(65)}@example.com`, undefined],
    ['nothing at all', '', undefined],
  ])('%s', (_name, text, expected) => {
    expect(parseEmailAddress(text)).toBe(expected)
  })
})

test('whatever is accepted cannot forge a header or a second recipient', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
      ([before, after]) => {
        const address = parseEmailAddress(`${before}@${after}`)
        expect(address ?? '').not.toMatch(/[\s,;<>"\p{Cc}]/u)
      },
    ),
  )
})

test('a long address takes no longer to refuse than its length tells', () => {
  const steps = 200_000
  expect(parseEmailAddress(`a@${'a.'.repeat(steps)}`)).toBeUndefined()
  expect(parseEmailAddress(`a@${'a.'.repeat(120)}!`)).toBeDefined()
})
