import { createPublicKey } from 'node:crypto'
import { type Opened } from '@countersign/server'
import { seededDeviceKey } from './device-request.ts'
import { seededAuthyId } from './population.ts'
import { insertPeople } from './seed.ts'

const ROWS = 1_000

/** One device to a user; below the ids that the service draws. */
export function seededDeviceId(index: number): number {
  return 1_000_000 + index
}

/**
 * Fills a database with users who each have one device, written as the service writes them. All
 * devices hold the same key: what a signature costs does not depend on whose it is.
 */
export async function seedDevices({ deps }: Opened, appId: number, users: number): Promise<void> {
  const { db } = deps
  const now = deps.now()
  const { kty, crv, x, y } = createPublicKey(seededDeviceKey()).export({ format: 'jwk' })
  const key = JSON.stringify({ kty, crv, x, y })
  for (let start = 0; start < users; start += ROWS) {
    const indexes = Array.from({ length: Math.min(ROWS, users - start) }, (_, n) => start + n)
    await db.transaction().execute(async (tx) => {
      await insertPeople({ ...deps, db: tx }, appId, indexes)
      await tx
        .insertInto('devices')
        .values(
          indexes.map((index) => ({
            id: seededDeviceId(index),
            authy_id: seededAuthyId(index),
            signing_key: key,
            agreement_key: key,
            name: 'Phone',
            system: 'android' as const,
            version: '1',
            registered_at: now,
            registered_via: 'sms' as const,
            registered_ip: null,
            last_seen_at: now,
            last_ip: null,
          })),
        )
        .execute()
    })
  }
}
