import type { DeviceStore } from '@countersign/device'
import type { Vault } from './vault.ts'

/** Keeps what makes the tokens in the vault, so that a lock covers it; the rest where it would be anyway. */
export function guardedStore(store: DeviceStore, vault: Vault): DeviceStore {
  let kept: string | null | undefined
  return {
    async load() {
      const stored = await store.load()
      if (stored === undefined) return undefined
      // Without tokens where they do not open: the next sync brings them anew.
      const text = vault.isOpen() ? await vault.read('tokens').catch(() => undefined) : undefined
      kept = text === undefined || text === '' ? null : text
      return { ...stored, sealedTokens: kept }
    },
    async save(stored) {
      if (stored.sealedTokens !== kept) await vault.write('tokens', stored.sealedTokens ?? '')
      kept = stored.sealedTokens
      await store.save({ ...stored, sealedTokens: null })
    },
    async clear() {
      await store.clear()
      kept = null
      if (vault.isOpen()) await vault.write('tokens', '')
    },
  }
}
