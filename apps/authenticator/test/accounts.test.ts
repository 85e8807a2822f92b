import { describe, expect, test } from 'vitest'
import {
  type Account,
  accountName,
  accountUri,
  addAccounts,
  changeAccount,
  lastHotpOf,
  matchesSearch,
  moveAccount,
  removeAccount,
  sortAccounts,
  totpOf,
} from '../src/app/accounts.ts'
import { readAccounts } from '../src/app/read-accounts.ts'

/** `12345678901234567890`, the secret of RFC 4226 appendix D and RFC 6238 appendix B. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

function account(change: Partial<Account> = {}): Account {
  return {
    id: 'one',
    type: 'totp',
    issuer: 'Acme',
    label: 'ana@example.com',
    secret: SECRET,
    algorithm: 'SHA-1',
    digits: 8,
    periodSeconds: 30,
    counter: 0,
    ...change,
  }
}

function ids(): () => string {
  let count = 0
  return () => `id-${(count += 1)}`
}

test('a TOTP account shows the tokens of RFC 6238, and the one after', () => {
  expect(totpOf(account(), 59_000)).toEqual({
    token: '94287082',
    next: totpOf(account(), 60_000).token,
    validUntil: 60_000,
  })
})

test('an HOTP account shows nothing before the first code, then those of RFC 4226', () => {
  const hotp = account({ type: 'hotp', digits: 6 })
  expect(lastHotpOf(hotp)).toBeUndefined()
  expect(lastHotpOf({ ...hotp, counter: 1 })).toBe('755224')
  expect(lastHotpOf({ ...hotp, counter: 2 })).toBe('287082')
})

test('an account goes out as a URI and comes in as it was', () => {
  const accounts = [
    account(),
    account({ type: 'hotp', counter: 7, digits: 6, issuer: '' }),
    account({ algorithm: 'SHA-256', periodSeconds: 60, label: 'a:b c' }),
  ]
  const read = readAccounts(accounts.map(accountUri).join('\n'), () => 'one')
  expect(read).toEqual(accounts)
})

describe('what was scanned or pasted', () => {
  test('may be the key alone, in groups and in small letters', () => {
    expect(readAccounts('gezd gnbv gy3t qojq gezd gnbv gy3t qojq', ids())).toEqual([
      account({ id: 'id-1', issuer: '', label: '', digits: 6 }),
    ])
  })

  test.each([
    '',
    'https://example.com',
    'hello',
    'otpauth://totp/x',
    'otpauth-migration://offline?data=AAAA',
    'otpauth-migration://offline?data=%%%',
  ])('%s is no account', (text) => {
    expect(readAccounts(text, ids())).toEqual([])
  })

  test('is refused as a whole when a line of it cannot be read', () => {
    expect(readAccounts(`${accountUri(account())}\nsomething else`, ids())).toEqual([])
  })

  test('may be many accounts of Google Authenticator in one code', () => {
    const totp = [
      [0x0a, 10, ...Array.from('1234567890', (letter) => letter.charCodeAt(0))],
      [0x12, 8, ...Array.from('Acme:ana', (letter) => letter.charCodeAt(0))],
      [0x1a, 4, ...Array.from('Acme', (letter) => letter.charCodeAt(0))],
      [0x20, 1, 0x28, 2, 0x30, 2],
    ].flat()
    const hotp = [0x0a, 10, ...totp.slice(2, 12), 0x12, 1, 0x62, 0x30, 1, 0x38, 0x80, 0x01]
    const payload = [0x0a, totp.length, ...totp, 0x0a, hotp.length, ...hotp, 0x10, 1]
    const data = encodeURIComponent(btoa(String.fromCharCode(...payload)))
    const read = readAccounts(`otpauth-migration://offline?data=${data}`, ids())
    expect(read).toEqual([
      account({ id: 'id-1', label: 'ana', secret: 'GEZDGNBVGY3TQOJQ' }),
      account({
        id: 'id-2',
        type: 'hotp',
        issuer: '',
        label: 'b',
        secret: 'GEZDGNBVGY3TQOJQ',
        digits: 6,
        counter: 128,
      }),
    ])
  })
})

describe('the list', () => {
  const one = account({ id: 'one', issuer: 'Cedar' })
  const two = account({ id: 'two', issuer: 'äpfel', secret: 'GEZDGNBVGY3TQOJR' })
  const three = account({ id: 'three', issuer: 'Bo 10', secret: 'GEZDGNBVGY3TQOJS' })
  const four = account({ id: 'four', issuer: 'Bo 9', secret: 'GEZDGNBVGY3TQOJT' })
  const all = [one, two, three, four]

  test('takes what is new, once', () => {
    const again = { ...one, id: 'again', issuer: 'Another name' }
    expect(addAccounts([one], [again, two, { ...two, id: 'twice' }])).toEqual([one, two])
  })

  test('is sorted as people of a language sort', () => {
    expect(sortAccounts(all, 'de').map(accountName)).toEqual(['äpfel', 'Bo 9', 'Bo 10', 'Cedar'])
  })

  test('lets one change its place, its name, and go', () => {
    expect(moveAccount(all, 'two', -1).map(({ id }) => id)).toEqual(['two', 'one', 'three', 'four'])
    expect(moveAccount(all, 'four', 1)).toBe(all)
    expect(moveAccount(all, 'one', -1)).toBe(all)
    expect(changeAccount(all, 'two', { issuer: 'Apple' })[1]?.issuer).toBe('Apple')
    expect(removeAccount(all, 'two')).toEqual([one, three, four])
  })

  test.each([
    [['Cäsar Cloud', 'ana'], 'casar', true],
    [['Cäsar Cloud', 'ana'], 'CLOUD ana', true],
    [['Cäsar Cloud', 'ana'], 'bob', false],
    [['Acme'], '', true],
  ])('finds in %j what is searched as %s: %s', (names, search, isFound) => {
    expect(matchesSearch(names, search)).toBe(isFound)
  })
})
