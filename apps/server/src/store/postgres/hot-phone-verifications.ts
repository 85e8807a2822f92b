import type {
  CodeClaim,
  PhoneKey,
  PhoneVerificationRow,
  PhoneVerificationTransaction,
} from '../hot-phone-verifications.ts'
import { type ArrayQueries, inOrder, type Numbered, won } from './arrays.ts'

const LIVING_CLAIM = `
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[])
    WITH ORDINALITY AS k (app_id, phone_hash, id, most, n)
  WHERE v.app_id = k.app_id AND v.phone_hash = k.phone_hash AND v.id = k.id AND v.verified_at IS NULL
    AND v.expires_at > $5 AND v.guesses < k.most
  RETURNING k.n::int`

/** The statements of phone verifications with array parameters, as in postgres/hot.ts. */
export function createPostgresPhoneVerifications({
  query,
  write,
}: Pick<ArrayQueries, 'query' | 'write'>): PhoneVerificationTransaction {
  return {
    async holdPhones(keys) {
      // Ordered, so that two nodes take the same numbers in the same order and never wait in a circle.
      await write(
        'hold-phones',
        `SELECT pg_advisory_xact_lock(held.name) FROM (
          SELECT hashtextextended('phone_verifications/' || k.app_id || '/' || k.phone_hash, 0) AS name
          FROM unnest($1::bigint[], $2::text[]) AS k (app_id, phone_hash) ORDER BY 1
        ) AS held`,
        phoneColumns(keys),
      )
    },
    async loadPhoneVerifications(keys) {
      const rows = await query<Numbered<PhoneVerificationRow>>(
        'load-phone-verifications',
        `SELECT k.n::int, v.id, v.sealed_code AS "sealedCode", v.via, v.expires_at AS "expiresAt", v.guesses, v.sends,
          v.last_sent_at AS "lastSentAt", v.verified_at AS "verifiedAt", v.created_at AS "createdAt",
          v.message_id AS "messageId"
        FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS k (app_id, phone_hash, n)
        JOIN phone_verifications v ON v.app_id = k.app_id AND v.phone_hash = k.phone_hash`,
        phoneColumns(keys),
      )
      return inOrder<PhoneVerificationRow>(keys.length, rows)
    },
    async savePhoneVerifications(rows) {
      await write(
        'save-phone-verifications',
        `INSERT INTO phone_verifications (app_id, phone_hash, id, sealed_code, via, expires_at, guesses, sends,
          last_sent_at, created_at, message_id)
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[],
          $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[])
        ON CONFLICT (app_id, phone_hash) DO UPDATE SET
          id = excluded.id, sealed_code = excluded.sealed_code, via = excluded.via, expires_at = excluded.expires_at,
          guesses = excluded.guesses, sends = excluded.sends, last_sent_at = excluded.last_sent_at,
          verified_at = NULL, created_at = excluded.created_at, message_id = excluded.message_id`,
        [
          ...phoneColumns(rows),
          rows.map((row) => row.id),
          rows.map((row) => row.sealedCode),
          rows.map((row) => row.via),
          rows.map((row) => row.expiresAt),
          rows.map((row) => row.guesses),
          rows.map((row) => row.sends),
          rows.map((row) => row.lastSentAt),
          rows.map((row) => row.createdAt),
          rows.map((row) => row.messageId),
        ],
      )
    },
    async claimPhoneVerifications(claims, now) {
      const rows = await query<{ readonly n: number }>(
        'claim-phone-verifications',
        `UPDATE phone_verifications v SET guesses = v.guesses + 1, verified_at = $5 ${LIVING_CLAIM}`,
        [...claimColumns(claims), now],
      )
      return won(claims.length, rows)
    },
    async countCodeGuesses(claims, now) {
      const rows = await query<{ readonly n: number }>(
        'count-code-guesses',
        `UPDATE phone_verifications v SET guesses = v.guesses + 1 ${LIVING_CLAIM}`,
        [...claimColumns(claims), now],
      )
      return won(claims.length, rows)
    },
  }
}

function phoneColumns(keys: readonly PhoneKey[]): unknown[] {
  return [keys.map((key) => key.appId), keys.map((key) => key.phoneHash)]
}

function claimColumns(claims: readonly CodeClaim[]): unknown[] {
  return [
    ...phoneColumns(claims),
    claims.map((claim) => claim.id),
    claims.map((claim) => claim.most),
  ]
}
