import { expect, test } from 'vitest'
import { noteLeastServer } from '../../src/store/least-server.ts'
import { canServe, migrate, pendingMigrations } from '../../src/store/migrate.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { tablesOf } from '../tables.ts'
import type { Store } from '../../src/store/open.ts'
import { START } from '../test-clock.ts'
import { emptyDatabase } from './empty-store.ts'

const NAMES = MIGRATIONS.map(({ id, name }) => `${id} ${name}`)

test('each runs once, and says so', async () => {
  const { open } = await emptyDatabase()
  const store = open()
  expect(await migrate(store.db, store.dialect, START)).toEqual(NAMES)
  expect(await migrate(store.db, store.dialect, START + 1)).toEqual([])
  expect(await pendingMigrations(store.db)).toEqual([])
  const rows = await store.db.selectFrom('schema_migrations').select(['id', 'applied_at']).execute()
  expect(rows).toEqual(MIGRATIONS.map(({ id }) => ({ id, applied_at: START })))
})

test('of processes that start together, one runs each', async () => {
  const { open } = await emptyDatabase()
  const stores = [open(), open(), open()]
  const ran = await Promise.all(stores.map((store) => migrate(store.db, store.dialect, START)))
  expect(ran.flat()).toEqual(NAMES)
  for (const store of stores) expect(await pendingMigrations(store.db)).toEqual([])
})

/** As a newer version has left it: its migration ran, and asks this much of servers. */
async function migrateFurther(store: Store, leastServer: number | undefined): Promise<void> {
  const id = 1_000
  await store.db.insertInto('schema_migrations').values({ id, applied_at: START }).execute()
  await noteLeastServer(store.db, { id, ...(leastServer === undefined ? {} : { leastServer }) })
}

test('a database of a newer version that only added something is served on', async () => {
  const { open } = await emptyDatabase()
  const store = open()
  await migrate(store.db, store.dialect, START)
  const [newest = 0] = MIGRATIONS.map(({ id }) => id).toReversed()
  for (const leastServer of [undefined, newest]) {
    await store.db.deleteFrom('schema_migrations').where('id', '=', 1_000).execute()
    await migrateFurther(store, leastServer)
    expect(await canServe(store.db)).toBe(true)
    expect(await migrate(store.db, store.dialect, START)).toEqual([])
  }
})

test('one that took away what this version needs is refused', async () => {
  const { open } = await emptyDatabase()
  const store = open()
  await migrate(store.db, store.dialect, START)
  await migrateFurther(store, 1_000)
  expect(await canServe(store.db)).toBe(false)
  await expect(migrate(store.db, store.dialect, START)).rejects.toThrow(
    /^This version is too old for the database\. .* needs 1000$/,
  )
})

test('one of an older version is not served before it is brought up to date', async () => {
  const { open } = await emptyDatabase()
  const store = open()
  await migrate(store.db, store.dialect, START)
  const [newest = 0] = MIGRATIONS.map(({ id }) => id).toReversed()
  await store.db.deleteFrom('schema_migrations').where('id', '=', newest).execute()
  expect(await canServe(store.db)).toBe(false)
})

test('ids only ever go up, so that none can slip in behind another', () => {
  const ids = MIGRATIONS.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
})

test('both databases get the same tables and columns', async () => {
  const { open } = await emptyDatabase()
  const store = open()
  await migrate(store.db, store.dialect, START)
  const tables = await tablesOf(store.db)
  const columns = tables
    .map(({ name, columns: all }) => `${name}(${all.map((column) => column.name).join(' ')})`)
    .toSorted()
  expect(columns).toEqual([
    'access_keys(id app_id name key_hash sealed_signing_key created_at last_used_at ended_at)',
    'activities(id app_id authy_id kind sealed_data user_ip at)',
    'api_keys(key_hash app_id sealed_key created_at revoked_at last_used_at)',
    'app_callbacks(app_id url method failures set_at disabled_at disabled_reason disabled_url last_failures)',
    'app_user_emails(app_id authy_id email_hash sealed_email created_at)',
    'app_users(app_id authy_id created_at removed_at confirmed_at wrong_tokens next_attempt_at suspended_at pushes_since_success pushes_paused_at region last_approval_day)',
    'approval_keys(app_id authy_id key_hash uuid expires_at)',
    'approval_requests(uuid app_id authy_id request_hash sealed_content status wrong_numbers created_at expires_at notified_at answered_at device_id sealed_statement not_me_at)',
    'apps(id name plan settings created_at)',
    'authenticators(app_id authy_id id kind sealed_secret digits period_seconds window_steps last_used_step created_at confirmed_at)',
    'callbacks(id app_id authy_id kind sealed_facts status attempts last_error created_at settled_at)',
    'counter_roll_ups(app_id until_day)',
    'counters(app_id hour name count)',
    'daily_counters(app_id name day count)',
    'device_event_cursors(authy_id last_number)',
    'device_events(authy_id number at name data)',
    'device_nonces(device_id nonce expires_at)',
    'device_registrations(id phone_hash sealed_phone via sealed_code sealed_number locale signing_key agreement_key name system version ip guesses wrong_numbers asked_device_at last_sent_at created_at expires_at refused_at completed_at device_id)',
    'devices(id authy_id signing_key agreement_key name system version registered_at registered_via registered_ip last_seen_at last_ip revoked_at)',
    'events(id app_id authy_id at kind facts)',
    'followers(name last_number)',
    'jobs(id kind due_at leased_until attempts deadline_at subject)',
    'messages(number id app_id authy_id kind channel locale to_hash sealed_content status provider provider_message_id attempts last_error created_at expires_at sent_at cost resent_from resent_at region)',
    'monthly_counters(app_id name month count)',
    'operator_challenges(hash purpose operator_id invitation_hash approval_uuid expires_at)',
    'operator_grants(operator_id app_id role)',
    'operator_invitations(token_hash sealed_email grants invited_by created_at expires_at used_at operator_id)',
    'operator_passkeys(id operator_id name public_key sign_count transports created_at last_used_at)',
    'operator_sessions(id token_hash operator_id user_agent ip created_at last_seen_at expires_at authenticated_at revoked_at)',
    'operators(id email_hash sealed_email name password_hash authy_id created_at last_seen_at disabled_at)',
    'phone_verifications(app_id phone_hash id sealed_code via expires_at guesses sends last_sent_at verified_at created_at message_id)',
    'push_subscriptions(device_id sealed_subscription created_at)',
    'qr_codes(id_hash app_id authy_id sealed_uri size expires_at)',
    'recipient_messages(span to_hash number app_id)',
    'request_log(id app_id at method route path status error_code duration_ms request_id request_body response_body expires_at)',
    'schema_migrations(id applied_at least_server)',
    'sent_tokens(app_id authy_id action channel sealed_token expires_at guesses sends last_sent_at last_request used_at message_id last_used_day)',
    'service_apps(name app_id)',
    'service_keys(name sealed_key created_at)',
    'throttles(id count window_ends_at)',
    'user_events(span authy_id event_id app_id)',
    'users(authy_id phone_hash sealed_phone country_code region created_at)',
    'webhook_deliveries(number id webhook_id event_id event status attempts answer_status latency_ms last_error created_at settled_at)',
    'webhooks(id app_id name url events sealed_signing_key failures created_at disabled_at disabled_reason)',
  ])
})
