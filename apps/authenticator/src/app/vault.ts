import type { Drawer } from './database.ts'
import { pinDelay } from './pin-delay.ts'
import {
  keyFromBytes,
  keyFromPassword,
  newKey,
  randomBytes,
  ROUNDS,
  seal,
  type Sealed,
  unseal,
} from './sealing.ts'

/**
 * Texts kept encrypted on this device. Without a lock the key lies in IndexedDB, where no script can
 * read its bytes. With a lock it is there only under a key made of the PIN, and under one of the
 * passkey if there is one: until it is unlocked, nothing here can be read.
 */
export interface Vault {
  readonly hasLock: () => boolean
  readonly isOpen: () => boolean
  /** The passkey that opens it too. */
  readonly passkey: () => Passkey | undefined
  readonly read: (name: EntryName) => Promise<string | undefined>
  readonly write: (name: EntryName, text: string) => Promise<void>
  readonly unlock: (pin: string) => Promise<Unlocking>
  readonly unlockWithPasskey: (secret: Uint8Array<ArrayBuffer>) => Promise<boolean>
  readonly close: () => void
  /** The first PIN, or another one while it is open. Without a PIN the lock is taken off. */
  readonly setPin: (pin: string | undefined) => Promise<void>
  /** Needs the PIN again, since only with it the key can be given to the passkey. */
  readonly addPasskey: (
    pin: string,
    passkey: Passkey,
    secret: Uint8Array<ArrayBuffer>,
  ) => Promise<Unlocking>
  readonly removePasskey: () => Promise<void>
}

export type EntryName = 'accounts' | 'tokens'
const ENTRIES: readonly EntryName[] = ['accounts', 'tokens']

export type Unlocking =
  | { readonly result: 'open' }
  | { readonly result: 'wrong' | 'wait'; readonly waitUntil: number }

export interface Passkey {
  readonly id: Uint8Array<ArrayBuffer>
  readonly salt: Uint8Array<ArrayBuffer>
}

interface Lock {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly rounds: number
  readonly underPin: Sealed
  readonly passkey?: Passkey & { readonly underSecret: Sealed }
  readonly wrongTries: number
  readonly waitUntil: number
}

const KEY_BYTES = 32

export async function openVault(drawer: Drawer, now: () => number): Promise<Vault> {
  // Only this file writes them.
  let lock = (await drawer.get('lock')) as Lock | undefined
  let key = lock === undefined ? await plainKey(drawer) : undefined
  let epoch = await drawer.get('epoch')

  const saveLock = async (next: Lock) => {
    await drawer.change({ lock: next })
    lock = next
  }
  const read = async (name: EntryName) => {
    if (key === undefined) throw new Error('The vault is locked.')
    const sealed = (await drawer.get(name)) as Sealed | undefined
    if (sealed === undefined) return undefined
    const bytes = await unseal(key, sealed)
    // As nothing, it would be written over.
    if (bytes === undefined) throw new Error('The vault holds what its key does not open.')
    return new TextDecoder().decode(bytes)
  }
  const write = async (name: EntryName, text: string) => {
    if (key === undefined) throw new Error('The vault is locked.')
    // Another tab set a lock or took it off: what is sealed with the former key would be lost.
    if ((await drawer.get('epoch')) !== epoch) throw new Error('The vault has another key by now.')
    await drawer.change({ [name]: await seal(key, new TextEncoder().encode(text)) })
  }
  /** Everything again under another key, to be kept in one step with that key. */
  const resealed = async (next: CryptoKey): Promise<Readonly<Record<string, Sealed>>> => {
    const entries: Record<string, Sealed> = {}
    for (const name of ENTRIES) {
      const text = await read(name)
      if (text !== undefined) entries[name] = await seal(next, new TextEncoder().encode(text))
    }
    return entries
  }
  /** The key's bytes, if the PIN is right; counts it if it is wrong. */
  const tryPin = async (
    pin: string,
  ): Promise<Uint8Array<ArrayBuffer> | Exclude<Unlocking, { result: 'open' }>> => {
    if (lock === undefined) throw new Error('There is no lock.')
    if (now() < lock.waitUntil) return { result: 'wait', waitUntil: lock.waitUntil }
    const bytes = await unseal(await keyFromPassword(pin, lock.salt, lock.rounds), lock.underPin)
    const wrongTries = bytes === undefined ? lock.wrongTries + 1 : 0
    const waitUntil = bytes === undefined ? now() + pinDelay(wrongTries) : 0
    await saveLock({ ...lock, wrongTries, waitUntil })
    return bytes ?? { result: 'wrong', waitUntil }
  }

  return {
    hasLock: () => lock !== undefined,
    isOpen: () => key !== undefined,
    passkey: () => lock?.passkey,
    read,
    write,
    async unlock(pin) {
      const tried = await tryPin(pin)
      if ('result' in tried) return tried
      key = await keyFromBytes(tried)
      return { result: 'open' }
    },
    async unlockWithPasskey(secret) {
      const underSecret = lock?.passkey?.underSecret
      if (underSecret === undefined) return false
      const bytes = await unseal(await keyFromBytes(secret), underSecret)
      if (bytes === undefined) return false
      key = await keyFromBytes(bytes)
      return true
    },
    close() {
      if (lock !== undefined) key = undefined
    },
    async setPin(pin) {
      if (pin === undefined) {
        const plain = await newKey()
        const next = crypto.randomUUID()
        await drawer.change({ ...(await resealed(plain)), key: plain, epoch: next }, ['lock'])
        key = plain
        lock = undefined
        epoch = next
        return
      }
      const bytes = randomBytes(KEY_BYTES)
      const salt = randomBytes(16)
      const underPin = await seal(await keyFromPassword(pin, salt, ROUNDS), bytes)
      const locked = await keyFromBytes(bytes)
      const next: Lock = { salt, rounds: ROUNDS, underPin, wrongTries: 0, waitUntil: 0 }
      const nextEpoch = crypto.randomUUID()
      const entries = await resealed(locked)
      await drawer.change({ ...entries, lock: next, epoch: nextEpoch }, ['key'])
      key = locked
      lock = next
      epoch = nextEpoch
    },
    async addPasskey(pin, passkey, secret) {
      const tried = await tryPin(pin)
      if ('result' in tried) return tried
      const underSecret = await seal(await keyFromBytes(secret), tried)
      if (lock !== undefined) await saveLock({ ...lock, passkey: { ...passkey, underSecret } })
      return { result: 'open' }
    },
    async removePasskey() {
      if (lock === undefined) return
      const { passkey: _removed, ...rest } = lock
      await saveLock(rest)
    },
  }
}

async function plainKey(drawer: Drawer): Promise<CryptoKey> {
  const kept = (await drawer.get('key')) as CryptoKey | undefined
  if (kept !== undefined) return kept
  const made = await newKey()
  await drawer.change({ key: made, epoch: crypto.randomUUID() })
  return made
}
