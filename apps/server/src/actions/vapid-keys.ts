import { createECDH } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { findServiceKey, insertOrFindServiceKey } from '../store/service-keys.ts'
import { serviceKeyRow } from './sealed-rows.ts'

/** By which push services know us (RFC 8292), both in base64url. */
export interface VapidKeys {
  /** An uncompressed point of P-256; the `applicationServerKey` of authenticators. */
  readonly publicKey: string
  readonly privateKey: string
}

const NAME = 'vapid'
const IV_BYTES = 12
const KEY_BYTES = 32

/** They never change: subscriptions are made for one public key. So each process reads them once. */
const known = new WeakMap<Deps['db'], Promise<VapidKeys>>()

/** The keys, made on first use. */
export async function vapidKeys(deps: Deps): Promise<VapidKeys> {
  const kept = known.get(deps.db)
  if (kept !== undefined) return await kept
  const loading = loadOrMake(deps)
  known.set(deps.db, loading)
  try {
    return await loading
  } catch (error) {
    // A database that was away may be back next time.
    known.delete(deps.db)
    throw error
  }
}

async function loadOrMake({ db, vault, now, random }: Deps): Promise<VapidKeys> {
  const sealed =
    (await findServiceKey(db, NAME)) ??
    (await insertOrFindServiceKey(db, {
      name: NAME,
      sealedKey: vault.seal(
        JSON.stringify(makeKeys(random)),
        serviceKeyRow(NAME),
        random(IV_BYTES),
      ),
      createdAt: now(),
    }))
  // Sealed by this function, on this node or another.
  return JSON.parse(vault.open(sealed, serviceKeyRow(NAME))) as VapidKeys
}

function makeKeys(random: (bytes: number) => Uint8Array): VapidKeys {
  const ecdh = createECDH('prime256v1')
  // Throws for zero and what is past the curve's order: once in 2^32 draws, and the next start draws anew.
  const privateKey = Buffer.from(random(KEY_BYTES))
  ecdh.setPrivateKey(privateKey)
  // As it was drawn: Node gives it back without its leading zeros.
  return {
    publicKey: ecdh.getPublicKey('base64url'),
    privateKey: privateKey.toString('base64url'),
  }
}
