import type { Database } from 'better-sqlite3'
import type { ApprovalRow, ApprovalTransaction, DeviceRow } from '../hot-approvals.ts'
import { createSqliteApprovalKeys } from './hot-approval-keys.ts'
import { type Nullable, withoutNulls } from '../nulls.ts'

/** SQLite has no booleans. */
type DeviceColumns = Nullable<Omit<DeviceRow, 'hasPush'>> & { readonly hasPush: number }

const DEVICE_COLUMNS = `
  devices.id, authy_id AS authyId, signing_key AS signingKey, name, system, registered_at AS registeredAt,
  registered_via AS registeredVia, registered_ip AS registeredIp, last_seen_at AS lastSeenAt,
  last_ip AS lastIp, revoked_at AS revokedAt, push.device_id IS NOT NULL AS hasPush
  FROM devices LEFT JOIN push_subscriptions AS push ON push.device_id = devices.id`

/** The statements of approval requests, compiled once, as in sqlite/hot.ts. */
export function createSqliteHotApprovals(db: Database): ApprovalTransaction {
  const devicesOfUser = db.prepare<[number], DeviceColumns>(
    `SELECT ${DEVICE_COLUMNS} WHERE authy_id = ? ORDER BY last_seen_at DESC, devices.id`,
  )
  const device = db.prepare<[number], DeviceColumns>(
    `SELECT ${DEVICE_COLUMNS} WHERE devices.id = ?`,
  )
  const pending = db.prepare<[number, number, string, number], { readonly uuid: string }>(`
    SELECT uuid FROM approval_requests
    WHERE authy_id = ? AND app_id = ? AND status = 'pending' AND request_hash = ?
      AND (expires_at IS NULL OR expires_at > ?)
    ORDER BY created_at DESC LIMIT 1`)
  const insertApproval = db.prepare(`
    INSERT INTO approval_requests (uuid, app_id, authy_id, request_hash, sealed_content, status,
      created_at, expires_at)
    VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)`)
  const approval = db.prepare<[string], Nullable<ApprovalRow>>(`
    SELECT uuid, app_id AS appId, authy_id AS authyId, sealed_content AS sealedContent, status,
      wrong_numbers AS wrongNumbers, created_at AS createdAt, expires_at AS expiresAt,
      notified_at AS notifiedAt, answered_at AS answeredAt, device_id AS deviceId, sealed_statement AS sealedStatement,
      not_me_at AS notMeAt
    FROM approval_requests WHERE uuid = ?`)
  const claimAnswer = db.prepare(`
    UPDATE approval_requests SET status = ?, answered_at = ?, device_id = ?, sealed_statement = ?, not_me_at = ?
    WHERE uuid = ? AND status = 'pending' AND (expires_at IS NULL OR expires_at > ?)`)
  const countWrongNumber = db.prepare<[string], { readonly count: number }>(`
    UPDATE approval_requests SET wrong_numbers = wrong_numbers + 1
    WHERE uuid = ? RETURNING wrong_numbers AS count`)
  const claimNonce = db.prepare(`
    INSERT INTO device_nonces (device_id, nonce, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (device_id, nonce) DO NOTHING`)
  const writePushState = db.prepare(`
    UPDATE app_users SET pushes_since_success = ?, pushes_paused_at = ?, last_approval_day = ?
    WHERE app_id = ? AND authy_id = ?`)
  const touchDevice = db.prepare(`UPDATE devices SET last_seen_at = ?, last_ip = ? WHERE id = ?`)
  const nextEventNumber = db.prepare<[number], { readonly number: number }>(`
    INSERT INTO device_event_cursors (authy_id, last_number) VALUES (?, 1)
    ON CONFLICT (authy_id) DO UPDATE SET last_number = last_number + 1
    RETURNING last_number AS number`)
  const insertEvent = db.prepare(
    `INSERT INTO device_events (authy_id, number, at, name, data) VALUES (?, ?, ?, ?, ?)`,
  )
  const insertJob = db.prepare(
    `INSERT INTO jobs (id, kind, due_at, deadline_at, subject) VALUES (?, ?, ?, ?, ?)`,
  )
  const insertCallback = db.prepare(`
    INSERT INTO callbacks (id, app_id, authy_id, kind, sealed_facts, status, created_at)
    SELECT ?, app_id, ?, 'approval', ?, 'queued', ? FROM app_callbacks WHERE app_id = ? AND url <> ''`)

  return {
    ...createSqliteApprovalKeys(db),
    loadDevices: async (authyIds) => authyIds.map((id) => devicesOfUser.all(id).map(deviceRow)),
    loadDevicesById: async (ids) =>
      ids.map((id) => {
        const row = device.get(id)
        return row === undefined ? undefined : deviceRow(row)
      }),
    findPending: async (keys, now) =>
      keys.map((key) => pending.get(key.authyId, key.appId, key.requestHash, now)?.uuid),
    insertApprovals: async (rows) => {
      for (const row of rows) {
        const { uuid, appId, authyId, requestHash, sealedContent, createdAt, expiresAt } = row
        const endsAt = expiresAt ?? null
        insertApproval.run(uuid, appId, authyId, requestHash, sealedContent, createdAt, endsAt)
      }
    },
    loadApprovals: async (uuids) =>
      uuids.map((uuid) => {
        const row = approval.get(uuid)
        return row === undefined ? undefined : withoutNulls<ApprovalRow>(row)
      }),
    claimAnswers: async (answers, now) =>
      answers.map(({ uuid, status, deviceId, sealedStatement, notMeAt }) => {
        const written = claimAnswer.run(
          status,
          now,
          deviceId,
          sealedStatement ?? null,
          notMeAt ?? null,
          uuid,
          now,
        )
        return written.changes === 1
      }),
    countWrongNumbers: async (uuids) =>
      uuids.map((uuid) => countWrongNumber.get(uuid)?.count ?? Number.MAX_SAFE_INTEGER),
    claimNonces: async (rows) =>
      rows.map((row) => claimNonce.run(row.deviceId, row.nonce, row.nonceExpiresAt).changes === 1),
    writePushState: async (rows) => {
      for (const row of rows) {
        const { appId, authyId, pushesSinceSuccess, pushesPausedAt, lastApprovalDay } = row
        writePushState.run(
          pushesSinceSuccess,
          pushesPausedAt ?? null,
          lastApprovalDay ?? null,
          appId,
          authyId,
        )
      }
    },
    touchDevices: async (rows) => {
      for (const row of rows) touchDevice.run(row.at, row.ip ?? null, row.id)
    },
    appendDeviceEvents: async (rows) => {
      for (const { authyId, at, name, data } of rows) {
        const number = nextEventNumber.get(authyId)?.number
        insertEvent.run(authyId, number, at, name, data)
      }
    },
    insertWakes: async (rows) => {
      for (const { id, deviceId, at, deadlineAt } of rows)
        insertJob.run(id, 'wake-device', at, deadlineAt, String(deviceId))
    },
    insertCallbacks: async (rows) => {
      for (const { id, appId, authyId, sealedFacts, at, deadlineAt } of rows) {
        const { changes } = insertCallback.run(id, authyId, sealedFacts, at, appId)
        if (changes === 1) insertJob.run(id, 'deliver-callback', at, deadlineAt, String(appId))
      }
    },
  }
}

function deviceRow(row: DeviceColumns): DeviceRow {
  const { hasPush, ...columns } = row
  return { ...withoutNulls<Omit<DeviceRow, 'hasPush'>>(columns), hasPush: hasPush === 1 }
}
