import type { DeviceAppBody, DeviceBody, RegistrationBody } from '@countersign/wire'
import type { DeviceKeys } from './keys.ts'

/**
 * Where a device keeps its keys and what it knows: `browserStore` and `fileStore` are two; write
 * another one for another platform. One store holds one device at one service.
 */
export interface DeviceStore {
  /** What was saved last, or undefined where there is nothing. */
  load(): Promise<StoredDevice | undefined>
  /** Replaces all of it at once: after a crash there is the former or the new, never half of each. */
  save(stored: StoredDevice): Promise<void>
  /** Forgets everything, the keys first of all. */
  clear(): Promise<void>
  /**
   * Whether it can keep only keys that can be exported, as a file can. False unless given: then the
   * private keys are made so that nothing, not even this package, can read them.
   */
  readonly isTextOnly?: boolean
}

export interface StoredDevice {
  /** Where it registered. */
  readonly baseUrl: string
  readonly keys: DeviceKeys
  readonly registration: StoredRegistration
  /** Masked, as `+1 XXX-XXX-XX02`; null until the service told it. */
  readonly phone: string | null
  readonly apps: readonly DeviceAppBody[]
  /** The secrets of soft tokens as they came: a JWE that only the agreement key opens. */
  readonly sealedTokens: string | null
  /** The last live event that was dealt with, after which the stream goes on. */
  readonly lastEventId: string | null
  /** What to add to the device's clock for the server's, in milliseconds. */
  readonly clockOffsetMs: number
}

export type StoredRegistration =
  | { readonly status: 'pending'; readonly registration: RegistrationBody }
  | { readonly status: 'complete'; readonly device: DeviceBody }

/**
 * A store that lives as long as the process: for tests, and for trying things out.
 *
 * @example
 * ```ts
 * const device = await openDevice({ baseUrl: 'https://2fa.example.com', store: memoryStore() })
 * ```
 */
export function memoryStore(): DeviceStore {
  let held: StoredDevice | undefined
  return {
    load: async () => held,
    save: async (stored) => {
      held = stored
    },
    clear: async () => {
      held = undefined
    },
  }
}
