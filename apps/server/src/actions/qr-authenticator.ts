import { encodeBase32, formatOtpauthUri, totp } from '@countersign/otp'
import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { QR_CODE_LIFE_MS } from '../domain/limits.ts'
import { recordEvent } from '../store/counters.ts'
import { findAppUser, lockAppUser } from './find-user.ts'
import { authenticatorRow, qrCodeRow } from './sealed-rows.ts'

/** One QR authenticator for each user of an app; its row's id. */
const QR_ID = 'qr'

/** RFC 4226 §4, R6, recommends a shared secret of 160 bits. */
const SECRET_BYTES = 20

/** 192 bits: an address that nobody guesses. */
const URL_BYTES = 24

/**
 * A QR code of so many characters has two pixels to a module at the standard size (ISO/IEC 18004,
 * version 27, level L). An app's longest name, thrice in percent-encoding, stays below it.
 */
const MOST_URI_CHARACTERS = 1_400

/** A longer one gets the standard size at least, whatever was asked for: smaller, no phone would read it. */
const MOST_CHARACTERS_OF_ANY_SIZE = 400

const IV_BYTES = 12
const DIGITS = 6
const PERIOD_SECONDS = 30
/** RFC 6238 §5.2: at most one step for the delay of the network and the clock. */
const WINDOW_STEPS = 1

export const DEFAULT_QR_SIZE = 256
export const LARGEST_QR_SIZE = 320
/** Below this the modules of a long address are no longer whole pixels. */
export const SMALLEST_QR_SIZE = 96

export type CreateQrResult =
  | {
      readonly result: 'created'
      readonly label: string
      readonly issuer: string
      readonly url: string
      readonly expiresAt: number
    }
  | { readonly result: 'unknown-user' }
  | { readonly result: 'disabled' }
  /** The label leaves no room in the image. */
  | { readonly result: 'too-long' }

/** Makes a new secret for another authenticator app; the former one, and its image, end here. */
export async function createQrAuthenticator(
  deps: Deps,
  input: {
    readonly app: App
    readonly authyId: number
    readonly size: number
    readonly label: string
  },
): Promise<CreateQrResult> {
  const { app, authyId } = input
  const label = input.label === '' ? app.name : input.label
  const secret = deps.random(SECRET_BYTES)
  const uri = formatOtpauthUri({ type: 'totp', issuer: app.name, label, secret })
  if (uri.length > MOST_URI_CHARACTERS) return { result: 'too-long' }
  const isLong = uri.length > MOST_CHARACTERS_OF_ANY_SIZE
  const size = isLong ? Math.max(input.size, DEFAULT_QR_SIZE) : input.size
  const urlPart = Buffer.from(deps.random(URL_BYTES)).toString('base64url')
  const idHash = deps.vault.blindIndex('qr-code', urlPart)
  const now = deps.now()
  const expiresAt = now + QR_CODE_LIFE_MS
  return await deps.db.transaction().execute(async (tx) => {
    if ((await lockAppUser({ ...deps, db: tx }, app.id, authyId)) === undefined)
      return { result: 'unknown-user' }
    if (!app.settings.genericAuthenticatorsEnabled) return { result: 'disabled' }
    await tx
      .deleteFrom('authenticators')
      .where('app_id', '=', app.id)
      .where('authy_id', '=', authyId)
      .where('id', '=', QR_ID)
      .execute()
    await tx
      .deleteFrom('qr_codes')
      .where('app_id', '=', app.id)
      .where('authy_id', '=', authyId)
      .execute()
    await tx
      .insertInto('authenticators')
      .values({
        app_id: app.id,
        authy_id: authyId,
        id: QR_ID,
        kind: 'qr',
        sealed_secret: deps.vault.seal(
          Buffer.from(secret).toString('base64url'),
          authenticatorRow(app.id, authyId, QR_ID),
          deps.random(IV_BYTES),
        ),
        digits: DIGITS,
        period_seconds: PERIOD_SECONDS,
        window_steps: WINDOW_STEPS,
        created_at: now,
      })
      .execute()
    await tx
      .insertInto('qr_codes')
      .values({
        id_hash: idHash,
        app_id: app.id,
        authy_id: authyId,
        sealed_uri: deps.vault.seal(uri, qrCodeRow(idHash), deps.random(IV_BYTES)),
        size,
        expires_at: expiresAt,
      })
      .execute()
    await recordEvent(tx, {
      appId: app.id,
      authyId,
      at: now,
      kind: 'qr_authenticator_created',
      facts: '{}',
    })
    const url = `${deps.settings.publicUrl}/qr/${urlPart}.png`
    return { result: 'created', label, issuer: app.name, url, expiresAt }
  })
}

/** What the image at an address shows, while it lasts. */
export async function readQrCode(
  deps: Deps,
  urlPart: string,
): Promise<{ readonly uri: string; readonly size: number } | undefined> {
  const idHash = deps.vault.blindIndex('qr-code', urlPart)
  const row = await deps.db
    .selectFrom('qr_codes')
    .select(['sealed_uri', 'size'])
    .where('id_hash', '=', idHash)
    .where('expires_at', '>', deps.now())
    .executeTakeFirst()
  return row === undefined
    ? undefined
    : { uri: deps.vault.open(row.sealed_uri, qrCodeRow(idHash)), size: row.size }
}

export type ExportSecretResult =
  | { readonly result: 'exported'; readonly secret: string; readonly otp: string }
  | { readonly result: 'unknown-user' }
  | { readonly result: 'disabled' }
  | { readonly result: 'no-secret' }

/** Gives the QR authenticator's secret to an app that moves to another service; only where its setting allows. */
export async function exportSecret(
  deps: Deps,
  app: App,
  authyId: number,
): Promise<ExportSecretResult> {
  if (!app.settings.migrationToolsEnabled) return { result: 'disabled' }
  return await deps.db.transaction().execute(async (tx) => {
    if ((await findAppUser({ ...deps, db: tx }, app.id, authyId)) === undefined)
      return { result: 'unknown-user' }
    const row = await tx
      .selectFrom('authenticators')
      .select(['sealed_secret'])
      .where('app_id', '=', app.id)
      .where('authy_id', '=', authyId)
      .where('id', '=', QR_ID)
      .executeTakeFirst()
    if (row === undefined) return { result: 'no-secret' }
    const sealedFor = authenticatorRow(app.id, authyId, QR_ID)
    const secret = Buffer.from(deps.vault.open(row.sealed_secret, sealedFor), 'base64url')
    const now = deps.now()
    await recordEvent(tx, { appId: app.id, authyId, at: now, kind: 'secret_exported', facts: '{}' })
    return { result: 'exported', secret: encodeBase32(secret), otp: totp(secret, now) }
  })
}
