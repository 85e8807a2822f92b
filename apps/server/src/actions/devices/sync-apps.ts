import { encodeBase32 } from '@countersign/otp'
import type { Kysely } from 'kysely'
import type { Deps } from '../../deps.ts'
import { readSettings } from '../../domain/app-settings.ts'
import { appendDeviceEvent } from '../../store/device-events.ts'
import type { Schema } from '../../store/schema.ts'
import { userTopic } from '../../store/signals.ts'
import { authenticatorRow } from '../sealed-rows.ts'
import { softTokenId } from '../soft-token-id.ts'

/** RFC 4226 §4, R6, recommends a shared secret of 160 bits. */
const SECRET_BYTES = 20
const IV_BYTES = 12

/** What Authy's apps show (docs/wire §11): seven digits, ten seconds. */
const DIGITS = 7
const PERIOD_SECONDS = 10
/** Three steps of ten seconds are as much delay as one of thirty. */
const WINDOW_STEPS = 3

export interface DeviceApp {
  readonly id: number
  readonly name: string
  readonly logoUrl: string | undefined
  readonly pushesPausedAt: number | undefined
  readonly token:
    | { readonly secret: string; readonly digits: number; readonly periodSeconds: number }
    | undefined
}

/** The apps of a device's person. Where an app's setting allows, the device gets a secret of its own for it. */
export async function syncApps(
  deps: Deps,
  device: { readonly id: number; readonly authyId: number },
): Promise<readonly DeviceApp[]> {
  return await deps.db.transaction().execute(async (tx) => {
    if (!(await holdLivingDevice(tx, deps.dialect, device.id))) return []
    const rows = await tx
      .selectFrom('app_users')
      .innerJoin('apps', 'apps.id', 'app_users.app_id')
      .select(['apps.id', 'apps.name', 'apps.settings', 'app_users.pushes_paused_at'])
      .where('app_users.authy_id', '=', device.authyId)
      .where('app_users.removed_at', 'is', null)
      .orderBy('apps.name')
      .execute()
    const apps: DeviceApp[] = []
    for (const row of rows) {
      const { syncTokens, logoUrl } = readSettings(JSON.parse(row.settings))
      const token = syncTokens
        ? await findOrMakeToken({ ...deps, db: tx }, row.id, device)
        : undefined
      if (!syncTokens) await endToken(tx, row.id, device)
      apps.push({
        id: row.id,
        name: row.name,
        logoUrl: logoUrl === '' ? undefined : logoUrl,
        pushesPausedAt: row.pushes_paused_at ?? undefined,
        token,
      })
    }
    return apps
  })
}

/** Of a revocation at the same moment one comes first: a revoked device must not be given tokens again. */
async function holdLivingDevice(
  tx: Kysely<Schema>,
  dialect: Deps['dialect'],
  id: number,
): Promise<boolean> {
  const living = await tx
    .selectFrom('devices')
    .select('id')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst()
  return living !== undefined
}

async function findOrMakeToken(
  { db, vault, now, random }: Deps & { readonly db: Kysely<Schema> },
  appId: number,
  { id: deviceId, authyId }: { readonly id: number; readonly authyId: number },
): Promise<DeviceApp['token']> {
  const id = softTokenId(deviceId)
  const sealedFor = authenticatorRow(appId, authyId, id)
  const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
  await db
    .insertInto('authenticators')
    .values({
      app_id: appId,
      authy_id: authyId,
      id,
      kind: 'soft',
      sealed_secret: vault.seal(secret, sealedFor, random(IV_BYTES)),
      digits: DIGITS,
      period_seconds: PERIOD_SECONDS,
      window_steps: WINDOW_STEPS,
      created_at: now(),
    })
    .onConflict((conflict) => conflict.columns(['app_id', 'authy_id', 'id']).doNothing())
    .execute()
  const row = await db
    .selectFrom('authenticators')
    .select('sealed_secret')
    .where('app_id', '=', appId)
    .where('authy_id', '=', authyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const kept = Buffer.from(vault.open(row.sealed_secret, sealedFor), 'base64url')
  return { secret: encodeBase32(kept), digits: DIGITS, periodSeconds: PERIOD_SECONDS }
}

async function endToken(
  db: Kysely<Schema>,
  appId: number,
  { id, authyId }: { readonly id: number; readonly authyId: number },
): Promise<void> {
  await db
    .deleteFrom('authenticators')
    .where('app_id', '=', appId)
    .where('authy_id', '=', authyId)
    .where('id', '=', softTokenId(id))
    .execute()
}

/** Ends a pause of pushes, on the person's word. */
export async function resumePushes(
  deps: Deps,
  authyId: number,
  appId: number,
): Promise<'resumed' | 'not-found'> {
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const resumed = await tx
      .updateTable('app_users')
      .set({ pushes_paused_at: null, pushes_since_success: 0 })
      .where('app_id', '=', appId)
      .where('authy_id', '=', authyId)
      .where('removed_at', 'is', null)
      .returning('app_id')
      .executeTakeFirst()
    if (resumed === undefined) return 'not-found' as const
    await appendDeviceEvent(tx, authyId, deps.now(), 'apps-changed', {})
    return 'resumed' as const
  })
  deps.signals.publish([userTopic(authyId)])
  return outcome
}
