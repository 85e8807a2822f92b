import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'

/** One master key. Ids are short and public; the first key of a ring seals, all of them open. */
export interface MasterKey {
  readonly id: string
  readonly key: KeyObject
}

/** Seals what a copied database must not give away, and names rows by keyed hashes of what it may not hold. */
export interface Vault {
  /**
   * AES-256-GCM of `text`, bound to `row` as additional data, so that a sealed field moved to
   * another row does not open there.
   *
   * @param iv 12 random bytes
   */
  seal(text: string, row: string, iv: Uint8Array): string
  /** Throws when the key is unknown, the row is another one, or a bit was changed. */
  open(sealed: string, row: string): string
  /** HMAC-SHA-256 of `text` for look-ups, in base64url. `purpose` keeps equal texts of different columns apart. */
  blindIndex(purpose: string, text: string): string
  /** Ids of the ring, that which seals first. */
  readonly keyIds: readonly string[]
  /**
   * Keys with which a database of this ring may have made its blind indexes, those of the oldest master key
   * first. That one is used until `useIndexKey` brings the database's own.
   */
  readonly possibleIndexKeys: readonly KeyObject[]
  /** From now on blind indexes are made with this key, 32 bytes: hashes stay when master keys change. */
  useIndexKey(key: KeyObject): void
}

const IV_BYTES = 12
const TAG_BYTES = 16

export function openVault(ring: readonly MasterKey[]): Vault {
  const [current] = ring
  if (current === undefined) throw new RangeError('A vault needs at least one master key.')
  const sealing = new Map(ring.map((key) => [key.id, derive(key, 'seal')]))
  const possibleIndexKeys = ring.toReversed().map((key) => derive(key, 'blind-index'))
  let indexing = possibleIndexKeys[0] ?? derive(current, 'blind-index')
  const currentKey = sealing.get(current.id) ?? derive(current, 'seal')

  return {
    seal(text, row, iv) {
      const cipher = createCipheriv('aes-256-gcm', currentKey, iv)
      cipher.setAAD(Buffer.from(row))
      const body = Buffer.concat([
        iv,
        cipher.update(text, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ])
      return `${current.id}.${body.toString('base64url')}`
    },
    open(sealed, row) {
      const dot = sealed.indexOf('.')
      const key = sealing.get(sealed.slice(0, dot))
      if (key === undefined)
        throw new Error(
          `No master key "${sealed.slice(0, Math.max(dot, 0))}" to open a sealed field.`,
        )
      const body = Buffer.from(sealed.slice(dot + 1), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(row))
      decipher.setAuthTag(body.subarray(body.length - TAG_BYTES))
      const text = decipher.update(
        body.subarray(IV_BYTES, body.length - TAG_BYTES),
        undefined,
        'utf8',
      )
      return text + decipher.final('utf8')
    },
    blindIndex: (purpose, text) => blindIndexWith(indexing, purpose, text),
    keyIds: ring.map(({ id }) => id),
    possibleIndexKeys,
    useIndexKey(key) {
      indexing = key
    },
  }
}

/** `blindIndex` with a key of which it is not yet known whether it is the database's. */
export function blindIndexWith(key: KeyObject, purpose: string, text: string): string {
  return createHmac('sha256', key).update(purpose).update('\0').update(text).digest('base64url')
}

/** A KeyObject, made once: with a Buffer as key, HMAC is several times slower on Node 24. */
function derive(key: MasterKey, purpose: string): KeyObject {
  const bytes = hkdfSync('sha256', key.key, new Uint8Array(0), `countersign/${purpose}`, 32)
  return createSecretKey(Buffer.from(bytes))
}
