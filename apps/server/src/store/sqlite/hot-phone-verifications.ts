import type { Database } from 'better-sqlite3'
import type {
  PhoneVerificationRow,
  PhoneVerificationTransaction,
} from '../hot-phone-verifications.ts'
import { type Nullable, withoutNulls } from '../nulls.ts'

/** The statements of phone verifications, compiled once, as in sqlite/hot.ts. */
export function createSqlitePhoneVerifications(db: Database): PhoneVerificationTransaction {
  const byPhone = db.prepare<[number, string], Nullable<PhoneVerificationRow>>(`
    SELECT id, sealed_code AS sealedCode, via, expires_at AS expiresAt, guesses, sends,
      last_sent_at AS lastSentAt, verified_at AS verifiedAt, created_at AS createdAt, message_id AS messageId
    FROM phone_verifications WHERE app_id = ? AND phone_hash = ?`)
  const save = db.prepare(`
    INSERT INTO phone_verifications (app_id, phone_hash, id, sealed_code, via, expires_at, guesses, sends,
      last_sent_at, verified_at, created_at, message_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)
    ON CONFLICT (app_id, phone_hash) DO UPDATE SET
      id = excluded.id, sealed_code = excluded.sealed_code, via = excluded.via, expires_at = excluded.expires_at,
      guesses = excluded.guesses, sends = excluded.sends, last_sent_at = excluded.last_sent_at, verified_at = NULL,
      created_at = excluded.created_at, message_id = excluded.message_id`)
  const isLiving = `app_id = ? AND phone_hash = ? AND id = ? AND verified_at IS NULL AND expires_at > ? AND guesses < ?`
  const claim = db.prepare(
    `UPDATE phone_verifications SET guesses = guesses + 1, verified_at = ? WHERE ${isLiving}`,
  )
  const countGuess = db.prepare(
    `UPDATE phone_verifications SET guesses = guesses + 1 WHERE ${isLiving}`,
  )
  return {
    // A transaction is alone.
    holdPhones: async () => {},
    loadPhoneVerifications: async (keys) =>
      keys.map(({ appId, phoneHash }) => {
        const row = byPhone.get(appId, phoneHash)
        return row === undefined ? undefined : withoutNulls<PhoneVerificationRow>(row)
      }),
    savePhoneVerifications: async (rows) => {
      for (const row of rows) {
        save.run(
          row.appId,
          row.phoneHash,
          row.id,
          row.sealedCode,
          row.via,
          row.expiresAt,
          row.guesses,
          row.sends,
          row.lastSentAt,
          row.createdAt,
          row.messageId,
        )
      }
    },
    claimPhoneVerifications: async (claims, now) =>
      claims.map(
        ({ appId, phoneHash, id, most }) =>
          claim.run(now, appId, phoneHash, id, now, most).changes === 1,
      ),
    countCodeGuesses: async (claims, now) =>
      claims.map(
        ({ appId, phoneHash, id, most }) =>
          countGuess.run(appId, phoneHash, id, now, most).changes === 1,
      ),
  }
}
