import { createLog, openDeps, parseConfig } from '@countersign/server'
import { expect, test } from 'vitest'
import { place, serve, type Place } from './command.ts'

test('a person is shown by id and by phone, and a suspension is lifted', async () => {
  const at = await place()
  const { call, register } = await serve(at)
  const anna = await register('555-123-4567')
  expect((await call(`GET /verify/1234567/${anna}?force=true`)).status).toBe(401)
  await suspend(at, Number(anna))

  const byPhone = await at.run(['user', 'show', '+1 (555) 123-4567'])
  expect(byPhone).toMatchObject({ exitCode: 0, stderr: '' })
  expect(byPhone.stdout).toMatch(new RegExp(`Authy id +${anna}\\n +Phone +\\+15551234567\\n`))
  expect(byPhone.stdout).toMatch(/State +suspended since/)
  const shown = async () => JSON.parse((await at.run(['user', 'show', anna, '--json'])).stdout)
  expect(await shown()).toEqual({
    authyId: Number(anna),
    devices: [],
    phone: '+15551234567',
    apps: [
      {
        appId: 1,
        appName: 'My app',
        email: 'anna@example.com',
        registeredAt: expect.any(String),
        confirmedAt: null,
        wrongTokens: 100,
        pushesSinceSuccess: 0,
        pushesPausedAt: null,
        nextAttemptAt: null,
        suspendedAt: '2026-01-01T00:00:00.000Z',
      },
    ],
  })

  const lifted = await at.run(['user', 'unsuspend', '+15551234567', '--app', 'My app'])
  expect(lifted).toEqual({
    exitCode: 0,
    stdout: `The suspension of user ${anna} is lifted (My app).\n`,
    stderr: '',
  })
  expect(await shown()).toMatchObject({ apps: [{ wrongTokens: 0, suspendedAt: null }] })
  const again = await at.run(['user', 'unsuspend', anna, '--json'])
  expect(JSON.parse(again.stdout)).toEqual({
    authyId: Number(anna),
    wasSuspended: false,
    apps: [{ appId: 1, appName: 'My app' }],
  })
})

test('who is not known is said without repeating the number', async () => {
  const at = await place()
  const { register } = await serve(at)
  const anna = await register('555-123-4567')
  await at.run(['app', 'create', '--name', 'Other'])
  const refusals: readonly (readonly [number, readonly string[], string])[] = [
    [1, ['show', '12345678'], 'No app has a user 12345678.'],
    [1, ['show', '+1 555 999 0000'], 'No app has a user with this phone number.'],
    [1, ['unsuspend', '+15559990000'], 'No app has a user with this phone number.'],
    [1, ['unsuspend', anna, '--app', 'Other'], 'The app does not have this user.'],
    [1, ['unsuspend', anna, '--app', 'None'], 'There is no app "None".'],
    [
      2,
      ['show', 'anna'],
      'Expected an Authy id or a phone number that begins with +, got something else.',
    ],
    [
      2,
      ['show', '+1'],
      'Expected an Authy id or a phone number that begins with +, got something else.',
    ],
  ]
  for (const [exitCode, args, sentence] of refusals) {
    const ran = await at.run(['user', ...args])
    expect([args, ran.exitCode, ran.stdout, ran.stderr.split('\n')]).toEqual([
      args,
      exitCode,
      '',
      [sentence, expect.stringMatching(/\.$/), ''],
    ])
  }
})

/** What a hundred wrong tokens and their waits would come to. */
async function suspend(at: Place, authyId: number): Promise<void> {
  const parsed = parseConfig(at.env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { deps, store } = openDeps(parsed.config, { log: createLog('silent') })
  await deps.db
    .updateTable('app_users')
    .set({ wrong_tokens: 100, next_attempt_at: 0, suspended_at: Date.UTC(2026, 0, 1) })
    .where('authy_id', '=', authyId)
    .execute()
  await store.close()
}
