import type { Migration } from './migration.ts'

export const oneTimePasswords: Migration = {
  id: 1,
  name: 'apps, users, tokens, delivery, insight',
  statements: (dialect) => {
    const identity =
      dialect === 'sqlite'
        ? 'INTEGER PRIMARY KEY'
        : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'
    // Rows that are found by their whole key live in the key's own tree: one page read and
    // one page written for a token instead of two.
    const clustered = dialect === 'sqlite' ? 'WITHOUT ROWID' : ''
    // Rows that are updated over and over keep their new version on the same page.
    const updatedOften = dialect === 'sqlite' ? 'WITHOUT ROWID' : 'WITH (fillfactor = 80)'
    return [
      `CREATE TABLE apps (
      id ${identity},
      name TEXT NOT NULL UNIQUE,
      plan TEXT NOT NULL CHECK (plan IN ('production', 'sandbox')),
      settings TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )`,
      `CREATE TABLE api_keys (
      key_hash TEXT PRIMARY KEY,
      app_id BIGINT NOT NULL REFERENCES apps (id),
      sealed_key TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      revoked_at BIGINT
    ) ${clustered}`,
      `CREATE INDEX api_keys_by_app ON api_keys (app_id)`,
      `CREATE TABLE users (
      authy_id BIGINT PRIMARY KEY CHECK (authy_id BETWEEN 1 AND 2147483647),
      phone_hash TEXT NOT NULL UNIQUE,
      sealed_phone TEXT NOT NULL,
      country_code BIGINT NOT NULL,
      region TEXT,
      created_at BIGINT NOT NULL
    )`,
      `CREATE TABLE app_users (
      app_id BIGINT NOT NULL REFERENCES apps (id),
      authy_id BIGINT NOT NULL REFERENCES users (authy_id),
      created_at BIGINT NOT NULL,
      removed_at BIGINT,
      confirmed_at BIGINT,
      wrong_tokens BIGINT NOT NULL DEFAULT 0,
      next_attempt_at BIGINT NOT NULL DEFAULT 0,
      suspended_at BIGINT,
      PRIMARY KEY (app_id, authy_id)
    ) ${updatedOften}`,
      `CREATE TABLE app_user_emails (
      app_id BIGINT NOT NULL,
      authy_id BIGINT NOT NULL,
      email_hash TEXT NOT NULL,
      sealed_email TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (app_id, authy_id, email_hash)
    ) ${clustered}`,
      `CREATE INDEX app_user_emails_by_email ON app_user_emails (app_id, email_hash)`,
      `CREATE TABLE authenticators (
      app_id BIGINT NOT NULL,
      authy_id BIGINT NOT NULL,
      id TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('qr', 'soft')),
      sealed_secret TEXT NOT NULL,
      digits BIGINT NOT NULL,
      period_seconds BIGINT NOT NULL,
      window_steps BIGINT NOT NULL,
      last_used_step BIGINT NOT NULL DEFAULT -1,
      created_at BIGINT NOT NULL,
      confirmed_at BIGINT,
      PRIMARY KEY (app_id, authy_id, id)
    ) ${updatedOften}`,
      `CREATE TABLE qr_codes (
      id_hash TEXT PRIMARY KEY,
      app_id BIGINT NOT NULL,
      authy_id BIGINT NOT NULL,
      sealed_uri TEXT NOT NULL,
      size BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    ) ${clustered}`,
      `CREATE INDEX qr_codes_by_user ON qr_codes (app_id, authy_id)`,
      `CREATE TABLE sent_tokens (
      app_id BIGINT NOT NULL,
      authy_id BIGINT NOT NULL,
      action TEXT NOT NULL,
      channel TEXT NOT NULL,
      sealed_token TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      guesses BIGINT NOT NULL DEFAULT 0,
      sends BIGINT NOT NULL DEFAULT 1,
      last_sent_at BIGINT NOT NULL,
      last_request TEXT NOT NULL,
      used_at BIGINT,
      PRIMARY KEY (app_id, authy_id, action)
    ) ${updatedOften}`,
      // For retention: each act of an app may leave a row, while plain tokens have one row a user.
      `CREATE INDEX sent_tokens_of_acts ON sent_tokens (expires_at) WHERE action <> ''`,
      `CREATE TABLE phone_verifications (
      app_id BIGINT NOT NULL REFERENCES apps (id),
      phone_hash TEXT NOT NULL,
      id TEXT NOT NULL UNIQUE,
      sealed_code TEXT NOT NULL,
      via TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      guesses BIGINT NOT NULL DEFAULT 0,
      sends BIGINT NOT NULL DEFAULT 1,
      last_sent_at BIGINT NOT NULL,
      verified_at BIGINT,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (app_id, phone_hash)
    ) ${updatedOften}`,
      `CREATE TABLE messages (
      number ${identity},
      id TEXT NOT NULL UNIQUE,
      app_id BIGINT NOT NULL,
      authy_id BIGINT,
      kind TEXT NOT NULL,
      channel TEXT NOT NULL,
      locale TEXT NOT NULL,
      to_hash TEXT NOT NULL,
      sealed_content TEXT NOT NULL,
      status TEXT NOT NULL,
      provider TEXT,
      provider_message_id TEXT,
      attempts BIGINT NOT NULL DEFAULT 0,
      last_error TEXT,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      sent_at BIGINT
    )`,
      `CREATE INDEX messages_by_time ON messages (created_at)`,
      `CREATE TABLE jobs (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      due_at BIGINT NOT NULL,
      leased_until BIGINT NOT NULL DEFAULT 0,
      attempts BIGINT NOT NULL DEFAULT 0,
      deadline_at BIGINT NOT NULL
    ) ${clustered}`,
      `CREATE INDEX jobs_by_due ON jobs (due_at)`,
      // No index beside the key: one more random page for each event would halve the
      // throughput at a million users.
      `CREATE TABLE events (
      id ${identity},
      app_id BIGINT NOT NULL,
      authy_id BIGINT,
      at BIGINT NOT NULL,
      kind TEXT NOT NULL,
      facts TEXT NOT NULL
    )`,
      `CREATE TABLE counters (
      app_id BIGINT NOT NULL,
      hour BIGINT NOT NULL,
      name TEXT NOT NULL,
      count BIGINT NOT NULL,
      PRIMARY KEY (app_id, hour, name)
    ) ${updatedOften}`,
      `CREATE TABLE throttles (
      id TEXT PRIMARY KEY,
      count BIGINT NOT NULL,
      window_ends_at BIGINT NOT NULL
    ) ${updatedOften}`,
      `CREATE INDEX throttles_by_end ON throttles (window_ends_at)`,
      `CREATE TABLE activities (
      id ${identity},
      app_id BIGINT NOT NULL,
      authy_id BIGINT NOT NULL,
      kind TEXT NOT NULL,
      sealed_data TEXT NOT NULL,
      user_ip TEXT,
      at BIGINT NOT NULL
    )`,
      `CREATE INDEX activities_by_user ON activities (app_id, authy_id)`,
    ]
  },
}
