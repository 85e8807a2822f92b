import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, createLog, openDeps, parseConfig, readCallback } from '@countersign/server'
import { expect, onTestFinished, test } from 'vitest'
import { seedData } from '../demo/seed/seed-data.ts'

const UNTIL = Date.UTC(2026, 0, 30)

test('made-up data has something of everything that an operator looks for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-seed-'))
  const parsed = parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { config } = parsed
  await seedData({
    config,
    until: UNTIL,
    days: 4,
    log: () => {},
    async prepareApp(deps) {
      const created = await createApp(deps, { name: 'Harbour Bank', plan: 'production' })
      return created.result === 'created' ? created.apiKey : ''
    },
  })
  const { deps, store } = openDeps(config, { log: createLog('silent') })
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { db } = deps
  const events = await db.selectFrom('events').select(['kind', 'at']).execute()
  const kinds = new Set(events.map(({ kind }) => kind))
  for (const kind of [
    'user_added',
    'device_registration_completed',
    'totp_token_sent',
    'token_verified',
    'token_invalid',
    'one_touch_request_responded',
    'phone_verification_started',
    'callback_disabled',
  ])
    expect([kind, kinds.has(kind)]).toEqual([kind, true])
  for (const { at } of events) expect(at).toBeLessThanOrEqual(UNTIL)
  const sent = await db.selectFrom('messages').select(['provider', 'status']).execute()
  expect(new Set(sent.map(({ provider }) => provider))).toContain('twilio')
  expect(sent.filter(({ status }) => status === 'queued')).toEqual([])
  const suspended = await db
    .selectFrom('app_users')
    .select('authy_id')
    .where('suspended_at', 'is not', null)
    .execute()
  expect(suspended).toHaveLength(1)
  expect((await readCallback(deps, 2)).disabledAt).toBeDefined()
})
