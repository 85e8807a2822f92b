import { expect, test } from 'vitest'
import { place } from './command.ts'

test('a one-time link is made for an operator to be, and mistakes are named', async () => {
  const { run } = await place()
  const invited = await run(['operator', 'invite', '--email', 'ben@example.com', '--json'])
  expect(JSON.parse(invited.stdout)).toEqual({
    url: expect.stringMatching(/\/console\/welcome#[\w-]{43}$/),
    expiresAt: expect.stringMatching(/^\d{4}-/),
    operatorId: null,
    email: 'ben@example.com',
    role: 'owner',
  })
  expect((await run(['operator', 'invite', '--role', 'support'])).stdout).toMatch(
    /^A one-time link for a new support:\n {2}http\S+\nIt works once, until [\d: -]+\.\n$/,
  )
  expect((await run(['operator', 'list'])).stdout).toContain('There is no operator yet')
  const wrong = [
    ['--email', 'ben', 'Expected an e-mail address after --email, got "ben".'],
    ['--role', 'root', 'Expected owner, operator or support as --role, got "root".'],
  ]
  for (const [option = '', value = '', sentence = ''] of wrong) {
    const ran = await run(['operator', 'invite', option, value])
    expect([ran.exitCode, ran.stderr.split('\n')[0]]).toEqual([2, sentence])
  }
})
