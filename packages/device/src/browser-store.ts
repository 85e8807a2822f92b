import { DeviceError } from './device-error.ts'
import type { DeviceStore, StoredDevice } from './device-store.ts'

export interface BrowserStoreOptions {
  /** The name of the database; `countersign-device` unless given. One device has one. */
  readonly name?: string
}

const OBJECTS = 'device'
const KEY = 'this'

/**
 * Keeps a device in IndexedDB. The private keys are there as CryptoKey objects that cannot be exported:
 * a script that gets into the page could sign with them while it is there, but not take them away.
 *
 * Its functions reject with DeviceError `bad-store` where the browser has no IndexedDB, or refuses it,
 * as some do in private windows.
 *
 * @example
 * ```ts
 * const device = await openDevice({ baseUrl: location.origin, store: browserStore() })
 * ```
 */
export function browserStore({
  name = 'countersign-device',
}: BrowserStoreOptions = {}): DeviceStore {
  return {
    load: () =>
      within(name, 'readonly', async (objects) => {
        const held = await settled(objects.get(KEY))
        // Only `save` writes there, and structured clones keep the shape.
        return held as StoredDevice | undefined
      }),
    save: (stored) =>
      within(name, 'readwrite', async (objects) => {
        await settled(objects.put(stored, KEY))
      }),
    clear: () =>
      within(name, 'readwrite', async (objects) => {
        await settled(objects.clear())
      }),
  }
}

/** Opened for each use: a connection that is kept would hold up every other tab at an upgrade. */
async function within<T>(
  name: string,
  mode: 'readonly' | 'readwrite',
  work: (objects: Objects) => Promise<T>,
): Promise<T> {
  try {
    const opening = factory().open(name, 1)
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(OBJECTS))
    const database = await settled(opening)
    try {
      const transaction = database.transaction(OBJECTS, mode, { durability: 'strict' })
      const committed = new Promise<void>((resolve, reject) => {
        transaction.addEventListener('complete', () => resolve())
        transaction.addEventListener('abort', () =>
          reject(transaction.error ?? new Error('The transaction was aborted.')),
        )
      })
      const [result] = await Promise.all([work(transaction.objectStore(OBJECTS)), committed])
      return result
    } finally {
      database.close()
    }
  } catch (error) {
    throw new DeviceError('bad-store', 'IndexedDB could not be used.', { cause: error })
  }
}

async function settled<T>(request: Request<T>): Promise<T> {
  return await new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () =>
      reject(request.error ?? new Error('The request failed.')),
    )
  })
}

/** What is used of IndexedDB. Written out, so that neither the package nor whoever builds on it in Node needs DOM types. */
interface Listens<Name extends string> {
  readonly addEventListener: (name: Name, listener: () => void) => void
}

interface Request<T, More extends string = never> extends Listens<'success' | 'error' | More> {
  readonly result: T
  readonly error: Error | null
}

interface Database {
  readonly createObjectStore: (name: string) => unknown
  readonly transaction: (
    name: string,
    mode: 'readonly' | 'readwrite',
    options: { readonly durability: 'strict' },
  ) => Transaction
  readonly close: () => void
}

interface Transaction extends Listens<'complete' | 'abort'> {
  readonly objectStore: (name: string) => Objects
  readonly error: Error | null
}

interface Objects {
  readonly get: (key: string) => Request<unknown>
  readonly put: (value: unknown, key: string) => Request<unknown>
  readonly clear: () => Request<unknown>
}

interface Factory {
  readonly open: (name: string, version: number) => Request<Database, 'upgradeneeded'>
}

function factory(): Factory {
  const found: unknown = Reflect.get(globalThis, 'indexedDB')
  if (typeof found !== 'object' || found === null) throw new Error('There is no IndexedDB here.')
  // The browser's own, of which the interfaces above say what is used.
  return found as Factory
}
