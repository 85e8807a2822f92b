import type { Kysely } from 'kysely'
import type { DeviceFacts } from '../domain/device.ts'
import type { Schema } from './schema.ts'

export interface Device extends DeviceFacts {
  readonly authyId: number
  readonly version: string
  readonly signingKey: string
  readonly agreementKey: string
  readonly revokedAt: number | undefined
}

/** Every device that a person ever had, the last used first. */
export async function findDevices(db: Kysely<Schema>, authyId: number): Promise<readonly Device[]> {
  const rows = await db
    .selectFrom('devices')
    .selectAll()
    .where('authy_id', '=', authyId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(toDevice)
}

export async function findDevice(db: Kysely<Schema>, id: number): Promise<Device | undefined> {
  const row = await db.selectFrom('devices').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toDevice(row)
}

export async function hasPushSubscription(db: Kysely<Schema>, deviceId: number): Promise<boolean> {
  const row = await db
    .selectFrom('push_subscriptions')
    .select('device_id')
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  return row !== undefined
}

function toDevice(row: {
  readonly [Column in keyof Schema['devices']]: Column extends 'revoked_at'
    ? number | null
    : Schema['devices'][Column]
}): Device {
  return {
    id: row.id,
    authyId: row.authy_id,
    name: row.name,
    system: row.system,
    version: row.version,
    signingKey: row.signing_key,
    agreementKey: row.agreement_key,
    registeredAt: row.registered_at,
    registeredVia: row.registered_via,
    registeredIp: row.registered_ip ?? undefined,
    lastSeenAt: row.last_seen_at,
    lastIp: row.last_ip ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  }
}
