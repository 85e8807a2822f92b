import type { Migration } from './migration.ts'

export const pushApprovals: Migration = {
  id: 2,
  name: 'devices, approval requests, callbacks, push',
  statements: (dialect) => {
    const clustered = dialect === 'sqlite' ? 'WITHOUT ROWID' : ''
    const updatedOften = dialect === 'sqlite' ? 'WITHOUT ROWID' : 'WITH (fillfactor = 80)'
    return [
      `ALTER TABLE app_users ADD COLUMN pushes_since_success BIGINT NOT NULL DEFAULT 0`,
      `ALTER TABLE app_users ADD COLUMN pushes_paused_at BIGINT`,
      // The apps of one person, for the person's devices: the table's own key begins with the app.
      `CREATE INDEX app_users_by_user ON app_users (authy_id)`,
      `ALTER TABLE jobs ADD COLUMN subject TEXT`,
      // Each kind is looked for by itself: a queue of callbacks must not stand before the messages.
      `DROP INDEX jobs_by_due`,
      `CREATE INDEX jobs_by_due ON jobs (kind, due_at)`,
      `CREATE TABLE devices (
        id BIGINT PRIMARY KEY CHECK (id BETWEEN 1 AND 2147483647),
        authy_id BIGINT NOT NULL REFERENCES users (authy_id),
        signing_key TEXT NOT NULL,
        agreement_key TEXT NOT NULL,
        name TEXT NOT NULL,
        system TEXT NOT NULL,
        version TEXT NOT NULL,
        registered_at BIGINT NOT NULL,
        registered_via TEXT NOT NULL,
        registered_ip TEXT,
        last_seen_at BIGINT NOT NULL,
        last_ip TEXT,
        revoked_at BIGINT
      )`,
      `CREATE INDEX devices_by_user ON devices (authy_id)`,
      `CREATE TABLE device_nonces (
        device_id BIGINT NOT NULL,
        nonce TEXT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (device_id, nonce)
      ) ${clustered}`,
      `CREATE INDEX device_nonces_by_end ON device_nonces (expires_at)`,
      `CREATE TABLE device_registrations (
        id TEXT PRIMARY KEY,
        phone_hash TEXT NOT NULL,
        sealed_phone TEXT NOT NULL,
        via TEXT NOT NULL,
        sealed_code TEXT NOT NULL,
        sealed_number TEXT NOT NULL,
        locale TEXT,
        signing_key TEXT NOT NULL,
        agreement_key TEXT NOT NULL,
        name TEXT NOT NULL,
        system TEXT NOT NULL,
        version TEXT NOT NULL,
        ip TEXT,
        guesses BIGINT NOT NULL DEFAULT 0,
        wrong_numbers BIGINT NOT NULL DEFAULT 0,
        asked_device_at BIGINT,
        last_sent_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        refused_at BIGINT,
        completed_at BIGINT,
        device_id BIGINT
      )`,
      `CREATE INDEX device_registrations_by_phone ON device_registrations (phone_hash)`,
      `CREATE INDEX device_registrations_by_end ON device_registrations (expires_at)`,
      // A number of the person's own, given under the lock of the cursor: it orders as commits do.
      `CREATE TABLE device_event_cursors (
        authy_id BIGINT PRIMARY KEY,
        last_number BIGINT NOT NULL
      ) ${updatedOften}`,
      `CREATE TABLE device_events (
        authy_id BIGINT NOT NULL,
        number BIGINT NOT NULL,
        at BIGINT NOT NULL,
        name TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (authy_id, number)
      ) ${clustered}`,
      `CREATE INDEX device_events_by_time ON device_events (at)`,
      `CREATE TABLE push_subscriptions (
        device_id BIGINT PRIMARY KEY REFERENCES devices (id),
        sealed_subscription TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE service_keys (
        name TEXT PRIMARY KEY,
        sealed_key TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE approval_requests (
        uuid TEXT PRIMARY KEY,
        app_id BIGINT NOT NULL REFERENCES apps (id),
        authy_id BIGINT NOT NULL,
        request_hash TEXT NOT NULL,
        sealed_content TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'denied')),
        wrong_numbers BIGINT NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        notified_at BIGINT,
        answered_at BIGINT,
        device_id BIGINT,
        sealed_statement TEXT,
        not_me_at BIGINT
      ) ${updatedOften}`,
      `CREATE INDEX approval_requests_by_user ON approval_requests (authy_id, created_at)`,
      `CREATE TABLE app_callbacks (
        app_id BIGINT PRIMARY KEY REFERENCES apps (id),
        url TEXT NOT NULL,
        method TEXT NOT NULL CHECK (method IN ('POST', 'GET')),
        failures BIGINT NOT NULL DEFAULT 0,
        set_at BIGINT NOT NULL,
        disabled_at BIGINT,
        disabled_reason TEXT
      )`,
      `CREATE TABLE callbacks (
        id TEXT PRIMARY KEY,
        app_id BIGINT NOT NULL,
        authy_id BIGINT,
        kind TEXT NOT NULL,
        sealed_facts TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('queued', 'delivered', 'failed', 'dropped')),
        attempts BIGINT NOT NULL DEFAULT 0,
        last_error TEXT,
        created_at BIGINT NOT NULL,
        settled_at BIGINT
      ) ${clustered}`,
    ]
  },
}
