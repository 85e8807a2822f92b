import { describe, expect, it } from 'vitest'
import { isOwnerOfAll, parseGrants, parseOperatorName } from '../../src/domain/operator.ts'
import { findPasswordProblem } from '../../src/domain/password.ts'

describe('grants', () => {
  it('are one role for each application, in their order', () => {
    const support = { appId: 3, role: 'support' } as const
    const owner = { appId: 0, role: 'owner' } as const
    expect(parseGrants([support, owner])).toEqual([owner, support])
    expect(parseGrants([])).toBe(undefined)
    expect(parseGrants([support, { ...support, role: 'owner' }])).toBe(undefined)
    expect([isOwnerOfAll([owner]), isOwnerOfAll([{ ...owner, appId: 3 }])]).toEqual([true, false])
  })
})

describe('the name of an operator', () => {
  it.each([
    [' Anna ', 'Anna'],
    ['<b>Anna</b>', '<b>Anna</b>'],
    ['a'.repeat(80), 'a'.repeat(80)],
    ['a'.repeat(81), undefined],
    ['  ', undefined],
    ['Anna\nBen', undefined],
    ['Anna\u202eneB', undefined],
  ])('%j is %j', (text, name) => expect(parseOperatorName(text)).toBe(name))
})

describe('a password', () => {
  it.each([
    ['123456789', 'too-short'],
    ['🔑'.repeat(9), 'too-short'],
    ['🔑'.repeat(10), undefined],
    ['p'.repeat(256), undefined],
    ['p'.repeat(257), 'too-long'],
    ['Anna.Arnold@example.com ', 'is-the-email'],
    ['anna.arnold', 'is-the-email'],
    ['correct horse battery', undefined],
  ])('%j: %s', (password, problem) =>
    expect(findPasswordProblem(password, 'anna.arnold@example.com')).toBe(problem),
  )
})
