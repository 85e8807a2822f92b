import type { Migration } from './migration.ts'

export const approvalKeys: Migration = {
  id: 3,
  name: 'idempotency keys of approval requests',
  statements: (dialect) => [
    `CREATE TABLE approval_keys (
      app_id BIGINT NOT NULL,
      authy_id BIGINT NOT NULL,
      key_hash TEXT NOT NULL,
      uuid TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      PRIMARY KEY (app_id, authy_id, key_hash)
    ) ${dialect === 'sqlite' ? 'WITHOUT ROWID' : ''}`,
    `CREATE INDEX approval_keys_by_end ON approval_keys (expires_at)`,
  ],
}
