/** What the vault and the service worker keep: values by name, which may hold keys and bytes. */
export interface Drawer {
  readonly get: (name: string) => Promise<unknown>
  /** Puts some and deletes others, all of it or none. */
  readonly change: (
    puts: Readonly<Record<string, unknown>>,
    deletes?: readonly string[],
  ) => Promise<void>
}

const DATABASE = 'countersign-authenticator'
const OBJECTS = 'values'

/** IndexedDB, opened for each use: a connection that is kept would hold up other tabs at an upgrade. */
export function browserDrawer(): Drawer {
  return {
    get: (name) => within('readonly', (objects) => objects.get(name)),
    async change(puts, deletes = []) {
      await within('readwrite', (objects) => {
        for (const [name, value] of Object.entries(puts)) objects.put(value, name)
        for (const name of deletes) objects.delete(name)
        return objects.count()
      })
    },
  }
}

/** Forgets everything in it. */
export async function emptyDrawer(): Promise<void> {
  await within('readwrite', (objects) => objects.clear())
}

async function within(
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(OBJECTS))
  const database = await settled(opening)
  try {
    const transaction = database.transaction(OBJECTS, mode, { durability: 'strict' })
    const request = work(transaction.objectStore(OBJECTS))
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve())
      transaction.addEventListener('abort', () =>
        reject(new Error('IndexedDB did not keep it.', { cause: transaction.error })),
      )
    })
    return request.result
  } finally {
    database.close()
  }
}

async function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return await new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () =>
      reject(new Error('IndexedDB cannot be used.', { cause: request.error })),
    )
  })
}
