import type { Database, Statement } from 'better-sqlite3'
import type { Throttle } from '../../domain/throttle.ts'
import type {
  AttemptsRow,
  AuthenticatorRow,
  HotTransaction,
  RecipientRow,
  SentTokenRow,
} from '../hot.ts'
import { dayOf } from '../../domain/time-span.ts'
import { type Nullable, withoutNulls } from '../nulls.ts'
import { createSqliteHotApprovals } from './hot-approvals.ts'
import { createSqlitePhoneVerifications } from './hot-phone-verifications.ts'

/**
 * The hot statements of SQLite, compiled once. Every method runs to its end before it returns: the
 * promises only satisfy the interface, so a group is one uninterrupted transaction.
 */
export function createSqliteHot(db: Database): HotTransaction {
  const attempts = db.prepare<[number, number], Nullable<AttemptsRow>>(`
    SELECT created_at AS createdAt, confirmed_at AS confirmedAt, wrong_tokens AS wrongTokens,
      next_attempt_at AS nextAttemptAt, suspended_at AS suspendedAt,
      pushes_since_success AS pushesSinceSuccess, pushes_paused_at AS pushesPausedAt,
      region, last_approval_day AS lastApprovalDay
    FROM app_users WHERE app_id = ? AND authy_id = ? AND removed_at IS NULL`)
  const sentToken = db.prepare<[number, number, string], Nullable<SentTokenRow>>(`
    SELECT channel, sealed_token AS sealedToken, expires_at AS expiresAt, guesses, sends,
      last_sent_at AS lastSentAt, last_request AS lastRequest, used_at AS usedAt,
      message_id AS messageId, last_used_day AS lastUsedDay
    FROM sent_tokens WHERE app_id = ? AND authy_id = ? AND action = ?`)
  const authenticators = db.prepare<[number, number], AuthenticatorRow>(`
    SELECT id, kind, sealed_secret AS sealedSecret, digits, period_seconds AS periodSeconds,
      window_steps AS windowSteps, last_used_step AS lastUsedStep
    FROM authenticators WHERE app_id = ? AND authy_id = ?`)
  const recipient = db.prepare<[number, number], Nullable<RecipientRow>>(`
    SELECT users.phone_hash AS phoneHash, users.sealed_phone AS sealedPhone,
      users.country_code AS countryCode, users.region,
      email.email_hash AS emailHash, email.sealed_email AS sealedEmail
    FROM users LEFT JOIN app_user_emails AS email
      ON email.app_id = ? AND email.authy_id = users.authy_id
    WHERE users.authy_id = ?
    ORDER BY email.created_at LIMIT 1`)
  const throttle = db.prepare<[string], Throttle>(
    `SELECT count, window_ends_at AS windowEndsAt FROM throttles WHERE id = ?`,
  )
  const claimSentToken = db.prepare(`
    UPDATE sent_tokens SET used_at = ?, last_used_day = ?
    WHERE app_id = ? AND authy_id = ? AND action = ? AND used_at IS NULL`)
  const claimStep = db.prepare(`
    UPDATE authenticators SET last_used_step = ?, confirmed_at = coalesce(confirmed_at, ?)
    WHERE app_id = ? AND authy_id = ? AND id = ? AND last_used_step < ?`)
  const countGuess = db.prepare(`
    UPDATE sent_tokens SET guesses = guesses + 1 WHERE app_id = ? AND authy_id = ? AND action = ?`)
  const writeAttempts = db.prepare(`
    UPDATE app_users SET wrong_tokens = ?, next_attempt_at = ?, suspended_at = ?, confirmed_at = ?
    WHERE app_id = ? AND authy_id = ?`)
  const raiseThrottle = db.prepare<[string, number, number, number, number], Throttle>(`
    INSERT INTO throttles (id, count, window_ends_at) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
      count = CASE WHEN window_ends_at <= ? THEN excluded.count ELSE count + excluded.count END,
      window_ends_at = CASE WHEN window_ends_at <= ? THEN excluded.window_ends_at ELSE window_ends_at END
    RETURNING count, window_ends_at AS windowEndsAt`)
  const saveSentToken = db.prepare(`
    INSERT INTO sent_tokens (app_id, authy_id, action, channel, sealed_token, expires_at, guesses,
      sends, last_sent_at, last_request, message_id, used_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
    ON CONFLICT (app_id, authy_id, action) DO UPDATE SET
      channel = excluded.channel, sealed_token = excluded.sealed_token, expires_at = excluded.expires_at,
      guesses = excluded.guesses, sends = excluded.sends, last_sent_at = excluded.last_sent_at,
      last_request = excluded.last_request, message_id = excluded.message_id, used_at = NULL`)
  const insertMessage = db.prepare(`
    INSERT INTO messages (id, app_id, authy_id, kind, channel, locale, to_hash, sealed_content,
      region, status, created_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)`)
  const insertJob = db.prepare(
    `INSERT INTO jobs (id, kind, due_at, deadline_at) VALUES (?, 'deliver-message', ?, ?)`,
  )
  const recordEvent = db.prepare(
    `INSERT INTO events (app_id, authy_id, at, kind, facts) VALUES (?, ?, ?, ?, ?)`,
  )
  const addCounter = db.prepare(`
    INSERT INTO counters (app_id, hour, name, count) VALUES (?, ?, ?, ?)
    ON CONFLICT (app_id, hour, name) DO UPDATE SET count = count + excluded.count`)

  return {
    ...createSqliteHotApprovals(db),
    ...createSqlitePhoneVerifications(db),
    loadAttempts: async (users) =>
      users.map((user) => present(attempts.get(user.appId, user.authyId))),
    loadSentTokens: async (keys) =>
      keys.map((key) => present(sentToken.get(key.appId, key.authyId, key.action))),
    loadAuthenticators: async (users) =>
      users.map((user) => authenticators.all(user.appId, user.authyId)),
    loadRecipients: async (users) =>
      users.map((user) => present(recipient.get(user.appId, user.authyId))),
    loadThrottles: async (ids) => {
      const found = new Map<string, Throttle>()
      for (const id of ids) {
        const row = throttle.get(id)
        if (row !== undefined) found.set(id, row)
      }
      return found
    },
    claimSentTokens: async (keys, now) =>
      keys.map((key) => won(claimSentToken, now, dayOf(now), key.appId, key.authyId, key.action)),
    claimSteps: async (claims, now) =>
      claims.map(({ appId, authyId, id, step }) =>
        won(claimStep, step, now, appId, authyId, id, step),
      ),
    countGuesses: async (keys) => {
      for (const key of keys) countGuess.run(key.appId, key.authyId, key.action)
    },
    writeAttempts: async (rows) => {
      for (const row of rows) {
        const { appId, authyId, wrongTokens, nextAttemptAt, suspendedAt, confirmedAt } = row
        writeAttempts.run(
          wrongTokens,
          nextAttemptAt,
          suspendedAt ?? null,
          confirmedAt ?? null,
          appId,
          authyId,
        )
      }
    },
    raiseThrottles: async (raises, now) => {
      const raised = new Map<string, Throttle>()
      for (const { id, by, windowEndsAt } of raises) {
        const row = raiseThrottle.get(id, by, windowEndsAt, now, now)
        if (row !== undefined) raised.set(id, row)
      }
      return raised
    },
    saveSentTokens: async (rows) => {
      for (const row of rows) {
        saveSentToken.run(
          row.appId,
          row.authyId,
          row.action,
          row.channel,
          row.sealedToken,
          row.expiresAt,
          row.guesses,
          row.sends,
          row.lastSentAt,
          row.lastRequest,
          row.messageId,
        )
      }
    },
    insertMessages: async (rows) => {
      for (const row of rows) {
        insertMessage.run(
          row.id,
          row.appId,
          row.authyId ?? null,
          row.kind,
          row.channel,
          row.locale,
          row.toHash,
          row.sealedContent,
          row.region ?? null,
          row.createdAt,
          row.expiresAt,
        )
        insertJob.run(row.id, row.createdAt, row.expiresAt)
      }
    },
    recordEvents: async (rows) => {
      for (const row of rows)
        recordEvent.run(row.appId, row.authyId ?? null, row.at, row.kind, row.facts)
    },
    addCounters: async (rows) => {
      for (const row of rows) addCounter.run(row.appId, row.hour, row.name, row.by)
    },
  }
}

function won(statement: Statement, ...parameters: readonly unknown[]): boolean {
  return statement.run(...parameters).changes === 1
}

function present<Row extends object>(row: Nullable<Row> | undefined): Row | undefined {
  return row === undefined ? undefined : withoutNulls<Row>(row)
}
