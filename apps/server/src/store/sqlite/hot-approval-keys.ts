import type { Database } from 'better-sqlite3'
import type { ApprovalKeyTransaction } from '../hot-approval-keys.ts'

/** The statements of idempotency keys, compiled once, as in sqlite/hot.ts. */
export function createSqliteApprovalKeys(db: Database): ApprovalKeyTransaction {
  const byKey = db.prepare<[number, number, string, number], { readonly uuid: string }>(`
    SELECT uuid FROM approval_keys
    WHERE app_id = ? AND authy_id = ? AND key_hash = ? AND expires_at > ?`)
  const writeKey = db.prepare(`
    INSERT INTO approval_keys (app_id, authy_id, key_hash, uuid, expires_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (app_id, authy_id, key_hash)
      DO UPDATE SET uuid = excluded.uuid, expires_at = excluded.expires_at`)
  return {
    findByKeys: async (keys, now) =>
      keys.map(({ appId, authyId, keyHash }) => byKey.get(appId, authyId, keyHash, now)?.uuid),
    writeApprovalKeys: async (rows) => {
      for (const { appId, authyId, keyHash, uuid, expiresAt } of rows)
        writeKey.run(appId, authyId, keyHash, uuid, expiresAt)
    },
  }
}
