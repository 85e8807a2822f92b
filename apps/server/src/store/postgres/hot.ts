import type { PoolClient } from 'pg'
import type { Throttle } from '../../domain/throttle.ts'
import { dayOf } from '../../domain/time-span.ts'
import type {
  AttemptsRow,
  AuthenticatorRow,
  HotTransaction,
  RecipientRow,
  SentTokenKey,
  SentTokenRow,
} from '../hot.ts'
import {
  type ArrayQueries,
  createArrayQueries,
  inOrder,
  type Numbered,
  userColumns,
  won,
} from './arrays.ts'
import { createPostgresHotApprovals } from './hot-approvals.ts'
import { createPostgresPhoneVerifications } from './hot-phone-verifications.ts'

/**
 * The hot statements of PostgreSQL: one round trip for a whole group, prepared by name on each
 * connection. Arrays stand in for the inputs (`unnest`), and `WITH ORDINALITY` brings each row
 * back to the input it answers. The file is long because it is one statement after another, the
 * same ones in the same order as sqlite/hot.ts.
 */
export function createPostgresHot(
  client: PoolClient,
): HotTransaction & Pick<ArrayQueries, 'firstFailure'> {
  const { query, write, firstFailure } = createArrayQueries(client)
  return {
    firstFailure,
    ...createPostgresHotApprovals({ query, write }),
    ...createPostgresPhoneVerifications({ query, write }),
    async loadAttempts(users) {
      // Ordered, so that two nodes lock the same users in the same order and never wait in a circle.
      const rows = await query<Numbered<AttemptsRow>>(
        'load-attempts',
        `SELECT k.n::int, u.created_at AS "createdAt", u.confirmed_at AS "confirmedAt", u.wrong_tokens AS "wrongTokens",
          u.next_attempt_at AS "nextAttemptAt", u.suspended_at AS "suspendedAt",
          u.pushes_since_success AS "pushesSinceSuccess", u.pushes_paused_at AS "pushesPausedAt",
          u.region, u.last_approval_day AS "lastApprovalDay"
        FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS k (app_id, authy_id, n)
        JOIN app_users u ON u.app_id = k.app_id AND u.authy_id = k.authy_id AND u.removed_at IS NULL
        ORDER BY u.app_id, u.authy_id FOR NO KEY UPDATE OF u`,
        userColumns(users),
      )
      return inOrder<AttemptsRow>(users.length, rows)
    },
    async loadSentTokens(keys) {
      const rows = await query<Numbered<SentTokenRow>>(
        'load-sent-tokens',
        `SELECT k.n::int, s.channel, s.sealed_token AS "sealedToken", s.expires_at AS "expiresAt", s.guesses, s.sends,
          s.last_sent_at AS "lastSentAt", s.last_request AS "lastRequest", s.used_at AS "usedAt",
          s.message_id AS "messageId", s.last_used_day AS "lastUsedDay"
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS k (app_id, authy_id, action, n)
        JOIN sent_tokens s ON s.app_id = k.app_id AND s.authy_id = k.authy_id AND s.action = k.action`,
        tokenColumns(keys),
      )
      return inOrder<SentTokenRow>(keys.length, rows)
    },
    async loadAuthenticators(users) {
      const rows = await query<AuthenticatorRow & { readonly n: number }>(
        'load-authenticators',
        `SELECT k.n::int, a.id, a.kind, a.sealed_secret AS "sealedSecret", a.digits, a.period_seconds AS "periodSeconds",
          a.window_steps AS "windowSteps", a.last_used_step AS "lastUsedStep"
        FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS k (app_id, authy_id, n)
        JOIN authenticators a ON a.app_id = k.app_id AND a.authy_id = k.authy_id`,
        userColumns(users),
      )
      const found: AuthenticatorRow[][] = users.map(() => [])
      for (const row of rows) found[row.n - 1]?.push(row)
      return found
    },
    async loadRecipients(users) {
      const rows = await query<Numbered<RecipientRow>>(
        'load-recipients',
        `SELECT k.n::int, u.phone_hash AS "phoneHash", u.sealed_phone AS "sealedPhone",
          u.country_code AS "countryCode", u.region,
          e.email_hash AS "emailHash", e.sealed_email AS "sealedEmail"
        FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS k (app_id, authy_id, n)
        JOIN users u ON u.authy_id = k.authy_id
        LEFT JOIN LATERAL (
          SELECT email_hash, sealed_email FROM app_user_emails
          WHERE app_id = k.app_id AND authy_id = k.authy_id ORDER BY created_at LIMIT 1
        ) e ON true`,
        userColumns(users),
      )
      return inOrder<RecipientRow>(users.length, rows)
    },
    async loadThrottles(ids) {
      const rows = await query<Throttle & { readonly id: string }>(
        'load-throttles',
        `SELECT id, count, window_ends_at AS "windowEndsAt" FROM throttles WHERE id = ANY ($1::text[])`,
        [ids],
      )
      return new Map(rows.map((row) => [row.id, row]))
    },
    async claimSentTokens(keys, now) {
      const rows = await query<{ readonly n: number }>(
        'claim-sent-tokens',
        `UPDATE sent_tokens s SET used_at = $4, last_used_day = $5
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS k (app_id, authy_id, action, n)
        WHERE s.app_id = k.app_id AND s.authy_id = k.authy_id AND s.action = k.action AND s.used_at IS NULL
        RETURNING k.n::int`,
        [...tokenColumns(keys), now, dayOf(now)],
      )
      return won(keys.length, rows)
    },
    async claimSteps(claims, now) {
      const rows = await query<{ readonly n: number }>(
        'claim-steps',
        `UPDATE authenticators a SET last_used_step = k.step, confirmed_at = coalesce(a.confirmed_at, $5)
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[]) WITH ORDINALITY AS k (app_id, authy_id, id, step, n)
        WHERE a.app_id = k.app_id AND a.authy_id = k.authy_id AND a.id = k.id AND a.last_used_step < k.step
        RETURNING k.n::int`,
        [
          ...userColumns(claims),
          claims.map((claim) => claim.id),
          claims.map((claim) => claim.step),
          now,
        ],
      )
      return won(claims.length, rows)
    },
    async countGuesses(keys) {
      await write(
        'count-guesses',
        `UPDATE sent_tokens s SET guesses = guesses + 1
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS k (app_id, authy_id, action)
        WHERE s.app_id = k.app_id AND s.authy_id = k.authy_id AND s.action = k.action`,
        tokenColumns(keys),
      )
    },
    async writeAttempts(rows) {
      await write(
        'write-attempts',
        `UPDATE app_users u SET wrong_tokens = k.wrong_tokens, next_attempt_at = k.next_attempt_at,
          suspended_at = k.suspended_at, confirmed_at = k.confirmed_at
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
          AS k (app_id, authy_id, wrong_tokens, next_attempt_at, suspended_at, confirmed_at)
        WHERE u.app_id = k.app_id AND u.authy_id = k.authy_id`,
        [
          ...userColumns(rows),
          rows.map((row) => row.wrongTokens),
          rows.map((row) => row.nextAttemptAt),
          rows.map((row) => row.suspendedAt ?? null),
          rows.map((row) => row.confirmedAt ?? null),
        ],
      )
    },
    async raiseThrottles(raises, now) {
      // Ordered for the same reason as the users' locks: many nodes raise the same rows.
      const sorted = raises.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const rows = await query<Throttle & { readonly id: string }>(
        'raise-throttles',
        `INSERT INTO throttles AS t (id, count, window_ends_at)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
        ON CONFLICT (id) DO UPDATE SET
          count = CASE WHEN t.window_ends_at <= $4 THEN excluded.count ELSE t.count + excluded.count END,
          window_ends_at = CASE WHEN t.window_ends_at <= $4 THEN excluded.window_ends_at ELSE t.window_ends_at END
        RETURNING id, count, window_ends_at AS "windowEndsAt"`,
        [
          sorted.map((raise) => raise.id),
          sorted.map((raise) => raise.by),
          sorted.map((raise) => raise.windowEndsAt),
          now,
        ],
      )
      return new Map(rows.map((row) => [row.id, row]))
    },
    async saveSentTokens(rows) {
      await write(
        'save-sent-tokens',
        `INSERT INTO sent_tokens (app_id, authy_id, action, channel, sealed_token, expires_at, guesses, sends,
          last_sent_at, last_request, message_id)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[],
          $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::text[])
        ON CONFLICT (app_id, authy_id, action) DO UPDATE SET
          channel = excluded.channel, sealed_token = excluded.sealed_token, expires_at = excluded.expires_at,
          guesses = excluded.guesses, sends = excluded.sends, last_sent_at = excluded.last_sent_at,
          last_request = excluded.last_request, message_id = excluded.message_id, used_at = NULL`,
        [
          ...tokenColumns(rows),
          rows.map((row) => row.channel),
          rows.map((row) => row.sealedToken),
          rows.map((row) => row.expiresAt),
          rows.map((row) => row.guesses),
          rows.map((row) => row.sends),
          rows.map((row) => row.lastSentAt),
          rows.map((row) => row.lastRequest),
          rows.map((row) => row.messageId),
        ],
      )
    },
    async insertMessages(rows) {
      // One statement for the message and the job that delivers it: neither exists without the other.
      await write(
        'insert-messages',
        `WITH message AS (
          INSERT INTO messages (id, app_id, authy_id, kind, channel, locale, to_hash, sealed_content, region,
            status, created_at, expires_at)
          SELECT k.id, k.app_id, k.authy_id, k.kind, k.channel, k.locale, k.to_hash, k.sealed_content, k.region,
            'queued', k.created_at, k.expires_at
          FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::bigint[], $11::bigint[])
            AS k (id, app_id, authy_id, kind, channel, locale, to_hash, sealed_content, region, created_at,
              expires_at)
          RETURNING id, created_at, expires_at
        )
        INSERT INTO jobs (id, kind, due_at, deadline_at)
        SELECT id, 'deliver-message', created_at, expires_at FROM message`,
        [
          rows.map((row) => row.id),
          rows.map((row) => row.appId),
          rows.map((row) => row.authyId ?? null),
          rows.map((row) => row.kind),
          rows.map((row) => row.channel),
          rows.map((row) => row.locale),
          rows.map((row) => row.toHash),
          rows.map((row) => row.sealedContent),
          rows.map((row) => row.region ?? null),
          rows.map((row) => row.createdAt),
          rows.map((row) => row.expiresAt),
        ],
      )
    },
    async recordEvents(rows) {
      await write(
        'record-events',
        `INSERT INTO events (app_id, authy_id, at, kind, facts)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[])`,
        [
          rows.map((row) => row.appId),
          rows.map((row) => row.authyId ?? null),
          rows.map((row) => row.at),
          rows.map((row) => row.kind),
          rows.map((row) => row.facts),
        ],
      )
    },
    async addCounters(rows) {
      const sorted = rows.toSorted(
        (a, b) => a.appId - b.appId || a.hour - b.hour || (a.name < b.name ? -1 : 1),
      )
      await write(
        'add-counters',
        `INSERT INTO counters AS c (app_id, hour, name, count)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[])
        ON CONFLICT (app_id, hour, name) DO UPDATE SET count = c.count + excluded.count`,
        [
          sorted.map((row) => row.appId),
          sorted.map((row) => row.hour),
          sorted.map((row) => row.name),
          sorted.map((row) => row.by),
        ],
      )
    },
  }
}

function tokenColumns(keys: readonly SentTokenKey[]): unknown[] {
  return [...userColumns(keys), keys.map((key) => key.action)]
}
