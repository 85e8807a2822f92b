import { DeviceError } from './device-error.ts'
import type { DeviceStore } from './device-store.ts'
import { readStoredText, writeStoredText } from './stored-text.ts'

/** Somewhere that keeps one text, such as an entry of a phone's keychain. */
export interface TextPlace {
  /** The text, or undefined where there is none. */
  readonly read: () => Promise<string | undefined>
  /** Replaces all of it at once. */
  readonly write: (text: string) => Promise<void>
  readonly remove: () => Promise<void>
  /** For messages: what it is called. */
  readonly name?: string
}

/**
 * Keeps a device as a text of JSON, of some two thousand characters and three hundred for each app, with the
 * private keys in it as JWK: the place has to be one that nobody else can read.
 *
 * `load` throws DeviceError `bad-store` for a text that is none of these.
 *
 * @example
 * ```ts
 * import * as SecureStore from 'expo-secure-store'
 *
 * const store = textStore({
 *   read: async () => (await SecureStore.getItemAsync('countersign')) ?? undefined,
 *   write: (text) => SecureStore.setItemAsync('countersign', text),
 *   remove: () => SecureStore.deleteItemAsync('countersign'),
 * })
 * ```
 */
export function textStore({ read, write, remove, name = 'The store' }: TextPlace): DeviceStore {
  return {
    isTextOnly: true,
    async load() {
      const text = await read()
      if (text === undefined) return undefined
      const stored = await readStoredText(text)
      if (stored === undefined) {
        throw new DeviceError(
          'bad-store',
          `${name} does not hold a device: it is damaged, or something else.`,
        )
      }
      return stored
    },
    save: async (stored) => await write(await writeStoredText(stored)),
    clear: remove,
  }
}
