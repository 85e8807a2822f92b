import type { Migration } from './migration.ts'

export const insight: Migration = {
  id: 6,
  name: 'insight, the request log, webhooks, access keys',
  statements: (dialect) => {
    const id =
      dialect === 'sqlite'
        ? 'INTEGER PRIMARY KEY AUTOINCREMENT'
        : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'
    const clustered = dialect === 'sqlite' ? 'WITHOUT ROWID' : ''
    const updatedOften = dialect === 'sqlite' ? 'WITHOUT ROWID' : 'WITH (fillfactor = 80)'
    // Names are read by their beginning, which only the order of bytes keeps together.
    const byBytes = dialect === 'sqlite' ? '' : 'COLLATE "C"'
    return [
      // Beside what an act loads anyway: the country of a verification costs no further page.
      `ALTER TABLE app_users ADD COLUMN region TEXT`,
      `UPDATE app_users SET region = (SELECT region FROM users WHERE users.authy_id = app_users.authy_id)`,
      `ALTER TABLE app_users ADD COLUMN last_approval_day BIGINT`,
      `ALTER TABLE sent_tokens ADD COLUMN message_id TEXT`,
      `ALTER TABLE sent_tokens ADD COLUMN last_used_day BIGINT`,
      `ALTER TABLE phone_verifications ADD COLUMN message_id TEXT`,
      `ALTER TABLE messages ADD COLUMN region TEXT`,
      // By name first: a chart reads one kind of counter over many days.
      `CREATE TABLE daily_counters (
        app_id BIGINT NOT NULL,
        name TEXT ${byBytes} NOT NULL,
        day BIGINT NOT NULL,
        count BIGINT NOT NULL,
        PRIMARY KEY (app_id, name, day)
      ) ${clustered}`,
      `CREATE TABLE counter_roll_ups (
        app_id BIGINT PRIMARY KEY,
        until_day BIGINT NOT NULL
      ) ${updatedOften}`,
      `CREATE TABLE request_log (
        id ${id},
        app_id BIGINT NOT NULL,
        at BIGINT NOT NULL,
        method TEXT NOT NULL,
        route TEXT NOT NULL,
        path TEXT NOT NULL,
        status BIGINT NOT NULL,
        error_code TEXT,
        duration_ms BIGINT NOT NULL,
        request_id TEXT NOT NULL,
        request_body TEXT NOT NULL,
        response_body TEXT NOT NULL,
        expires_at BIGINT NOT NULL
      )`,
      `CREATE INDEX request_log_by_app ON request_log (app_id, id)`,
      `CREATE INDEX request_log_by_end ON request_log (expires_at)`,
      `CREATE TABLE webhooks (
        id TEXT PRIMARY KEY,
        app_id BIGINT NOT NULL REFERENCES apps (id),
        name TEXT NOT NULL,
        url TEXT NOT NULL,
        events TEXT NOT NULL,
        sealed_signing_key TEXT NOT NULL,
        failures BIGINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        disabled_at BIGINT,
        disabled_reason TEXT
      )`,
      `CREATE INDEX webhooks_by_app ON webhooks (app_id)`,
      `CREATE TABLE webhook_deliveries (
        number ${id},
        id TEXT NOT NULL UNIQUE,
        webhook_id TEXT NOT NULL,
        event_id BIGINT,
        event TEXT NOT NULL,
        status TEXT NOT NULL,
        attempts BIGINT NOT NULL DEFAULT 0,
        answer_status BIGINT,
        latency_ms BIGINT,
        last_error TEXT,
        created_at BIGINT NOT NULL,
        settled_at BIGINT
      )`,
      `CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, number)`,
      `CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (created_at)`,
      `CREATE TABLE access_keys (
        id ${id},
        app_id BIGINT NOT NULL REFERENCES apps (id),
        name TEXT NOT NULL,
        key_hash TEXT NOT NULL UNIQUE,
        sealed_signing_key TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        last_used_at BIGINT,
        ended_at BIGINT
      )`,
      `CREATE INDEX access_keys_by_app ON access_keys (app_id)`,
    ]
  },
}
