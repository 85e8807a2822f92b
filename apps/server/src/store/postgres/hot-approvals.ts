import type { ApprovalRow, ApprovalTransaction, DeviceRow, PendingKey } from '../hot-approvals.ts'
import { withoutNulls } from '../nulls.ts'
import {
  type ArrayQueries,
  inOrder,
  type Numbered,
  userColumns,
  uuidsInOrder,
  won,
} from './arrays.ts'
import { createPostgresApprovalKeys } from './hot-approval-keys.ts'

const DEVICE_COLUMNS = `
  d.id, d.authy_id AS "authyId", d.signing_key AS "signingKey", d.name, d.system, d.registered_at AS "registeredAt",
  d.registered_via AS "registeredVia", d.registered_ip AS "registeredIp",
  d.last_seen_at AS "lastSeenAt", d.last_ip AS "lastIp", d.revoked_at AS "revokedAt",
  push.device_id IS NOT NULL AS "hasPush"`

/** The statements of approval requests with array parameters, as in postgres/hot.ts and in the order of sqlite/hot-approvals.ts. */
export function createPostgresHotApprovals({
  query,
  write,
}: Pick<ArrayQueries, 'query' | 'write'>): ApprovalTransaction {
  return {
    ...createPostgresApprovalKeys({ query, write }),
    async loadDevices(authyIds) {
      const rows = await query<Numbered<DeviceRow>>(
        'load-devices',
        `SELECT k.n::int, ${DEVICE_COLUMNS}
        FROM unnest($1::bigint[]) WITH ORDINALITY AS k (authy_id, n)
        JOIN devices d ON d.authy_id = k.authy_id
        LEFT JOIN push_subscriptions push ON push.device_id = d.id
        ORDER BY d.last_seen_at DESC, d.id`,
        [authyIds],
      )
      const found: DeviceRow[][] = authyIds.map(() => [])
      for (const row of rows) found[row.n - 1]?.push(deviceRow(row))
      return found
    },
    async loadDevicesById(ids) {
      const rows = await query<Numbered<DeviceRow>>(
        'load-devices-by-id',
        `SELECT k.n::int, ${DEVICE_COLUMNS}
        FROM unnest($1::bigint[]) WITH ORDINALITY AS k (id, n)
        JOIN devices d ON d.id = k.id
        LEFT JOIN push_subscriptions push ON push.device_id = d.id`,
        [ids],
      )
      return inOrder<DeviceRow>(ids.length, rows)
    },
    async findPending(keys, now) {
      const rows = await query<{ readonly n: number; readonly uuid: string }>(
        'find-pending',
        `SELECT k.n::int, found.uuid
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS k (app_id, authy_id, request_hash, n)
        JOIN LATERAL (
          SELECT uuid FROM approval_requests
          WHERE authy_id = k.authy_id AND app_id = k.app_id AND status = 'pending'
            AND request_hash = k.request_hash AND (expires_at IS NULL OR expires_at > $4)
          ORDER BY created_at DESC LIMIT 1
        ) found ON true`,
        [...pendingColumns(keys), now],
      )
      return uuidsInOrder(keys.length, rows)
    },
    async insertApprovals(rows) {
      await write(
        'insert-approvals',
        `INSERT INTO approval_requests (uuid, app_id, authy_id, request_hash, sealed_content, status, created_at, expires_at)
        SELECT uuid, app_id, authy_id, request_hash, sealed_content, 'pending', created_at, expires_at
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
          AS k (app_id, authy_id, request_hash, uuid, sealed_content, created_at, expires_at)`,
        [
          ...pendingColumns(rows),
          rows.map((row) => row.uuid),
          rows.map((row) => row.sealedContent),
          rows.map((row) => row.createdAt),
          rows.map((row) => row.expiresAt ?? null),
        ],
      )
    },
    async loadApprovals(uuids) {
      const rows = await query<Numbered<ApprovalRow>>(
        'load-approvals',
        `SELECT k.n::int, a.uuid, a.app_id AS "appId", a.authy_id AS "authyId",
          a.sealed_content AS "sealedContent", a.status, a.wrong_numbers AS "wrongNumbers",
          a.created_at AS "createdAt", a.expires_at AS "expiresAt", a.notified_at AS "notifiedAt",
          a.answered_at AS "answeredAt", a.device_id AS "deviceId", a.sealed_statement AS "sealedStatement", a.not_me_at AS "notMeAt"
        FROM unnest($1::text[]) WITH ORDINALITY AS k (uuid, n)
        JOIN approval_requests a ON a.uuid = k.uuid`,
        [uuids],
      )
      return inOrder<ApprovalRow>(uuids.length, rows)
    },
    async claimAnswers(answers, now) {
      const rows = await query<{ readonly n: number }>(
        'claim-answers',
        `UPDATE approval_requests a SET status = k.status, answered_at = $6, device_id = k.device_id,
          sealed_statement = k.sealed_statement, not_me_at = k.not_me_at
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[]) WITH ORDINALITY
          AS k (uuid, status, device_id, sealed_statement, not_me_at, n)
        WHERE a.uuid = k.uuid AND a.status = 'pending' AND (a.expires_at IS NULL OR a.expires_at > $6)
        RETURNING k.n::int`,
        [
          answers.map((answer) => answer.uuid),
          answers.map((answer) => answer.status),
          answers.map((answer) => answer.deviceId),
          answers.map((answer) => answer.sealedStatement ?? null),
          answers.map((answer) => answer.notMeAt ?? null),
          now,
        ],
      )
      return won(answers.length, rows)
    },
    async countWrongNumbers(uuids) {
      const rows = await query<{ readonly n: number; readonly count: number }>(
        'count-wrong-numbers',
        `UPDATE approval_requests a SET wrong_numbers = wrong_numbers + 1
        FROM unnest($1::text[]) WITH ORDINALITY AS k (uuid, n)
        WHERE a.uuid = k.uuid RETURNING k.n::int, a.wrong_numbers AS count`,
        [uuids],
      )
      const counts = uuids.map(() => Number.MAX_SAFE_INTEGER)
      for (const row of rows) counts[row.n - 1] = row.count
      return counts
    },
    async claimNonces(claims) {
      const rows = await query<{ readonly deviceId: number; readonly nonce: string }>(
        'claim-nonces',
        `INSERT INTO device_nonces (device_id, nonce, expires_at)
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[])
        ON CONFLICT (device_id, nonce) DO NOTHING
        RETURNING device_id AS "deviceId", nonce`,
        [
          claims.map((claim) => claim.deviceId),
          claims.map((claim) => claim.nonce),
          claims.map((claim) => claim.nonceExpiresAt),
        ],
      )
      const taken = new Set(rows.map((row) => `${row.deviceId} ${row.nonce}`))
      // Of two that are equal in one group only the first has it: what is taken out is gone.
      return claims.map((claim) => taken.delete(`${claim.deviceId} ${claim.nonce}`))
    },
    async writePushState(rows) {
      await write(
        'write-push-state',
        `UPDATE app_users u SET pushes_since_success = k.pushes, pushes_paused_at = k.paused_at,
          last_approval_day = k.approval_day
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
          AS k (app_id, authy_id, pushes, paused_at, approval_day)
        WHERE u.app_id = k.app_id AND u.authy_id = k.authy_id`,
        [
          ...userColumns(rows),
          rows.map((row) => row.pushesSinceSuccess),
          rows.map((row) => row.pushesPausedAt ?? null),
          rows.map((row) => row.lastApprovalDay ?? null),
        ],
      )
    },
    async touchDevices(rows) {
      const sorted = rows.toSorted((a, b) => a.id - b.id)
      await write(
        'touch-devices',
        `UPDATE devices d SET last_seen_at = k.at, last_ip = k.ip
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS k (id, at, ip) WHERE d.id = k.id`,
        [
          sorted.map((row) => row.id),
          sorted.map((row) => row.at),
          sorted.map((row) => row.ip ?? null),
        ],
      )
    },
    async appendDeviceEvents(rows) {
      await write(
        'append-device-events',
        `WITH k AS (
          SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) WITH ORDINALITY
            AS k (authy_id, at, name, data, n)
        ), cursors AS (
          INSERT INTO device_event_cursors AS c (authy_id, last_number)
          SELECT authy_id, count(*) FROM k GROUP BY authy_id ORDER BY authy_id
          ON CONFLICT (authy_id) DO UPDATE SET last_number = c.last_number + excluded.last_number
          RETURNING authy_id, last_number
        )
        INSERT INTO device_events (authy_id, number, at, name, data)
        SELECT k.authy_id,
          cursors.last_number + 1 - row_number() OVER (PARTITION BY k.authy_id ORDER BY k.n DESC),
          k.at, k.name, k.data
        FROM k JOIN cursors ON cursors.authy_id = k.authy_id`,
        [
          rows.map((row) => row.authyId),
          rows.map((row) => row.at),
          rows.map((row) => row.name),
          rows.map((row) => row.data),
        ],
      )
    },
    async insertWakes(rows) {
      await write(
        'insert-wakes',
        `INSERT INTO jobs (id, kind, due_at, deadline_at, subject)
        SELECT id, 'wake-device', at, deadline_at, device_id::text
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS k (id, device_id, at, deadline_at)`,
        [
          rows.map((row) => row.id),
          rows.map((row) => row.deviceId),
          rows.map((row) => row.at),
          rows.map((row) => row.deadlineAt),
        ],
      )
    },
    async insertCallbacks(rows) {
      await write(
        'insert-callbacks',
        `WITH callback AS (
          INSERT INTO callbacks (id, app_id, authy_id, kind, sealed_facts, status, created_at)
          SELECT id, app_id, authy_id, 'approval', sealed_facts, 'queued', at
          FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
            AS k (app_id, authy_id, id, sealed_facts, at)
          WHERE EXISTS (SELECT 1 FROM app_callbacks c WHERE c.app_id = k.app_id AND c.url <> '')
          RETURNING id, app_id
        )
        INSERT INTO jobs (id, kind, due_at, deadline_at, subject)
        SELECT id, 'deliver-callback', at, deadline_at, callback.app_id::text
        FROM unnest($3::text[], $5::bigint[], $6::bigint[]) AS k (id, at, deadline_at)
        JOIN callback USING (id)`,
        [
          ...userColumns(rows),
          rows.map((row) => row.id),
          rows.map((row) => row.sealedFacts),
          rows.map((row) => row.at),
          rows.map((row) => row.deadlineAt),
        ],
      )
    },
  }
}

function pendingColumns(keys: readonly PendingKey[]): unknown[] {
  return [...userColumns(keys), keys.map((key) => key.requestHash)]
}

function deviceRow(row: Numbered<DeviceRow>): DeviceRow {
  const { n: _number, ...columns } = row
  return withoutNulls<DeviceRow>(columns)
}
