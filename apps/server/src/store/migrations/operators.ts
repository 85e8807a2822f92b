import type { Migration } from './migration.ts'

export const operators: Migration = {
  id: 4,
  name: 'operators of the console',
  statements: (dialect) => {
    const id =
      dialect === 'sqlite'
        ? 'INTEGER PRIMARY KEY AUTOINCREMENT'
        : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'
    return [
      `CREATE TABLE operators (
        id ${id},
        email_hash TEXT NOT NULL UNIQUE,
        sealed_email TEXT NOT NULL,
        name TEXT NOT NULL,
        password_hash TEXT,
        authy_id BIGINT UNIQUE,
        created_at BIGINT NOT NULL,
        last_seen_at BIGINT,
        disabled_at BIGINT
      )`,
      `CREATE TABLE operator_grants (
        operator_id BIGINT NOT NULL REFERENCES operators (id),
        app_id BIGINT NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (operator_id, app_id)
      )`,
      `CREATE TABLE operator_sessions (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        operator_id BIGINT NOT NULL REFERENCES operators (id),
        user_agent TEXT NOT NULL,
        ip TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        last_seen_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        authenticated_at BIGINT NOT NULL,
        revoked_at BIGINT
      )`,
      `CREATE INDEX operator_sessions_by_operator ON operator_sessions (operator_id)`,
      `CREATE TABLE operator_passkeys (
        id TEXT PRIMARY KEY,
        operator_id BIGINT NOT NULL REFERENCES operators (id),
        name TEXT NOT NULL,
        public_key TEXT NOT NULL,
        sign_count BIGINT NOT NULL,
        transports TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        last_used_at BIGINT
      )`,
      `CREATE INDEX operator_passkeys_by_operator ON operator_passkeys (operator_id)`,
      `CREATE TABLE operator_invitations (
        token_hash TEXT PRIMARY KEY,
        sealed_email TEXT,
        grants TEXT NOT NULL,
        invited_by BIGINT,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        used_at BIGINT,
        operator_id BIGINT REFERENCES operators (id)
      )`,
      `CREATE TABLE operator_challenges (
        hash TEXT PRIMARY KEY,
        purpose TEXT NOT NULL,
        operator_id BIGINT REFERENCES operators (id),
        invitation_hash TEXT,
        approval_uuid TEXT,
        expires_at BIGINT NOT NULL
      )`,
      `CREATE TABLE service_apps (
        name TEXT PRIMARY KEY,
        app_id BIGINT NOT NULL UNIQUE REFERENCES apps (id)
      )`,
      `ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT`,
      `ALTER TABLE app_callbacks ADD COLUMN disabled_url TEXT`,
      `ALTER TABLE app_callbacks ADD COLUMN last_failures TEXT NOT NULL DEFAULT '[]'`,
    ]
  },
}
