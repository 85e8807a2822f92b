import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../../src/store/migrations/migration.ts'
import type { Schema } from '../../src/store/schema.ts'
import { START } from '../test-clock.ts'

// Past 250 lines as the schema is: one table after another.

/** Rows of each table, and what a row is made of: `i` counts from 1. Texts that are looked up differ in every row. */
const TABLES: readonly (readonly [
  rows: number,
  table: string,
  columns: Readonly<Record<string, string>>,
])[] = [
  [10_000, 'apps', { name: text('app'), plan: `'production'`, settings: `'{}'`, created_at: '0' }],
  [
    10_000,
    'api_keys',
    { key_hash: text('key'), app_id: 'i + 1', sealed_key: `''`, created_at: '0' },
  ],
  [
    1_000_000,
    'users',
    {
      authy_id: '10000000 + i',
      phone_hash: text('phone'),
      sealed_phone: `''`,
      country_code: '1',
      region: `'US'`,
      created_at: 'i',
    },
  ],
  [
    1_000_000,
    'app_users',
    { app_id: '1', authy_id: '10000000 + i', created_at: 'i', region: `'US'` },
  ],
  [
    200_000,
    'sent_tokens',
    {
      app_id: '1',
      authy_id: '10000000 + i',
      action: `''`,
      channel: `'sms'`,
      sealed_token: `''`,
      expires_at: '0',
      last_sent_at: '0',
      last_request: `''`,
    },
  ],
  [
    50_000,
    'authenticators',
    {
      app_id: '1',
      authy_id: '10000000 + i',
      id: `'qr'`,
      kind: `'qr'`,
      sealed_secret: `''`,
      digits: '6',
      period_seconds: '30',
      window_steps: '1',
      created_at: '0',
    },
  ],
  [
    20_000,
    'app_user_emails',
    {
      app_id: '1',
      authy_id: '10000000 + i',
      email_hash: text('email'),
      sealed_email: `''`,
      created_at: '0',
    },
  ],
  [
    20_000,
    'devices',
    {
      id: '10000000 + i',
      authy_id: '10000000 + i',
      signing_key: `'{}'`,
      agreement_key: `'{}'`,
      name: `''`,
      system: `'ios'`,
      version: `''`,
      registered_at: '0',
      registered_via: `'sms'`,
      last_seen_at: '0',
    },
  ],
  [
    20_000,
    'push_subscriptions',
    { device_id: '10000000 + i', sealed_subscription: `''`, created_at: '0' },
  ],
  [
    20_000,
    'device_registrations',
    {
      id: text('registration'),
      phone_hash: text('phone'),
      sealed_phone: `''`,
      via: `'sms'`,
      sealed_code: `''`,
      sealed_number: `''`,
      signing_key: `'{}'`,
      agreement_key: `'{}'`,
      name: `''`,
      system: `'ios'`,
      version: `''`,
      last_sent_at: '0',
      created_at: '0',
      expires_at: `${START} + i`,
    },
  ],
  [20_000, 'device_nonces', { device_id: 'i', nonce: `''`, expires_at: `${START} + i` }],
  [20_000, 'device_event_cursors', { authy_id: '10000000 + i', last_number: '1' }],
  [
    20_000,
    'device_events',
    { authy_id: '10000000 + i', number: '1', at: `${START} + i`, name: `''`, data: `''` },
  ],
  [
    20_000,
    'approval_requests',
    {
      uuid: text('uuid'),
      app_id: '1',
      authy_id: '10000000 + i',
      request_hash: `''`,
      sealed_content: `''`,
      status: `'approved'`,
      created_at: 'i',
    },
  ],
  [
    20_000,
    'approval_keys',
    {
      app_id: '1',
      authy_id: '10000000 + i',
      key_hash: `''`,
      uuid: `''`,
      expires_at: `${START} + i`,
    },
  ],
  [
    20_000,
    'callbacks',
    {
      id: text('callback'),
      app_id: '1',
      kind: `'approval'`,
      sealed_facts: `''`,
      status: `'delivered'`,
      created_at: `${START}`,
    },
  ],
  [
    50_000,
    'messages',
    {
      id: text('message'),
      app_id: '1 + i % 10000',
      authy_id: '10000000 + i',
      kind: `'token'`,
      channel: `'sms'`,
      locale: `'en'`,
      to_hash: text('phone'),
      sealed_content: `''`,
      status: `'sent'`,
      created_at: `${START} + i`,
      expires_at: '0',
    },
  ],
  [
    20_000,
    'jobs',
    {
      id: text('job'),
      kind: `'deliver-webhook'`,
      due_at: `${START * 2} + i`,
      deadline_at: '0',
      subject: text('webhook'),
    },
  ],
  [
    100_000,
    'events',
    {
      app_id: '1',
      authy_id: '10000000 + i',
      at: `${START} + i`,
      kind: `'user_added'`,
      facts: `'{}'`,
    },
  ],
  [
    20_000,
    'phone_verifications',
    {
      app_id: '1',
      phone_hash: text('phone'),
      id: text('verification'),
      sealed_code: `''`,
      via: `'sms'`,
      expires_at: `${START} + i`,
      last_sent_at: '0',
      created_at: '0',
    },
  ],
  [20_000, 'throttles', { id: text('throttle'), count: '1', window_ends_at: `${START * 2} + i` }],
  [20_000, 'counters', { app_id: 'i', hour: '0', name: `'verify/valid'`, count: '1' }],
  [
    20_000,
    'webhook_deliveries',
    {
      id: text('delivery'),
      webhook_id: text('webhook'),
      event: `''`,
      status: `'delivered'`,
      created_at: `${START} + i`,
    },
  ],
]

function text(prefix: string): string {
  return `'${prefix}' || (1000000000 + i)`
}

/** Fills the tables in seconds: the database makes the rows, in the order of their keys, and seals nothing. */
export async function fillWithAMillionPeople(db: Kysely<Schema>, dialect: Dialect): Promise<void> {
  for (const [rows, table, columns] of TABLES) {
    const numbers =
      dialect === 'sqlite'
        ? `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`
        : `WITH n AS (SELECT generate_series(1, ${rows}) AS i)`
    const values = Object.values(columns).join(', ')
    await db.transaction().execute(async (tx) => {
      if (dialect === 'postgres') {
        // Foreign keys are of no interest here, and a look-up for each row takes half of the time.
        await sql`SET LOCAL session_replication_role = replica`.execute(tx)
        await sql`SET LOCAL statement_timeout = 0`.execute(tx)
      }
      await sql
        .raw(
          `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) ${numbers} SELECT ${values} FROM n`,
        )
        .execute(tx)
    })
  }
  // Whoever follows has read it all.
  await sql`INSERT INTO followers (name, last_number) VALUES
    ('user-events', 100000), ('conversions', 100000), ('webhooks', 100000), ('recipient-messages', 50000)`.execute(
    db,
  )
  if (dialect === 'postgres') await sql`ANALYZE`.execute(db)
}

/** Of all others, an app or a service has a handful of rows. */
export const LARGE_TABLES: ReadonlySet<string> = new Set(TABLES.map(([, table]) => table))
