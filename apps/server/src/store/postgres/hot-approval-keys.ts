import type { ApprovalKeyTransaction } from '../hot-approval-keys.ts'
import { type ArrayQueries, userColumns, uuidsInOrder } from './arrays.ts'

/** The statements of idempotency keys with array parameters, as in postgres/hot.ts. */
export function createPostgresApprovalKeys({
  query,
  write,
}: Pick<ArrayQueries, 'query' | 'write'>): ApprovalKeyTransaction {
  return {
    async findByKeys(keys, now) {
      const rows = await query<{ readonly n: number; readonly uuid: string }>(
        'find-by-keys',
        `SELECT k.n::int, a.uuid
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS k (app_id, authy_id, key_hash, n)
        JOIN approval_keys a
          ON a.app_id = k.app_id AND a.authy_id = k.authy_id AND a.key_hash = k.key_hash AND a.expires_at > $4`,
        [...userColumns(keys), keys.map((key) => key.keyHash), now],
      )
      return uuidsInOrder(keys.length, rows)
    },
    async writeApprovalKeys(rows) {
      await write(
        'write-approval-keys',
        `INSERT INTO approval_keys (app_id, authy_id, key_hash, uuid, expires_at)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
        ON CONFLICT (app_id, authy_id, key_hash)
          DO UPDATE SET uuid = excluded.uuid, expires_at = excluded.expires_at`,
        [
          ...userColumns(rows),
          rows.map((row) => row.keyHash),
          rows.map((row) => row.uuid),
          rows.map((row) => row.expiresAt),
        ],
      )
    },
  }
}
