import type { TokenSecret } from './answers.ts'
import { DeviceError } from './device-error.ts'
import type { DeviceStore, StoredDevice } from './device-store.ts'
import { requireCrypto } from './keys.ts'
import { openTokenSecrets } from './token-secrets.ts'
import { type WaitMs, waitMs } from './wait.ts'

export interface DeviceOptions {
  /** Where the service is, such as `https://2fa.example.com`: an origin, without a path. */
  readonly baseUrl: string
  readonly store: DeviceStore
  /** The platform's unless given. */
  readonly fetch?: typeof fetch
  /** Milliseconds since 1970 by this device's clock; `Date.now` unless given. */
  readonly now?: () => number
  /** Random bytes that nobody can foretell; WebCrypto's unless given. */
  readonly random?: (bytes: number) => Uint8Array
  /** For pauses between tries, and to notice that nothing comes; a timer unless given. */
  readonly waitMs?: WaitMs
}

/** What every act of a device works on: what it was given, and what is in the store. */
export interface Session {
  readonly baseUrl: string
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly waitMs: WaitMs
  readonly isTextOnly: boolean
  readonly stored: () => StoredDevice | undefined
  readonly secrets: () => readonly TokenSecret[]
  readonly serverNow: () => number
  /** Takes the difference to the server's clock into account from now on; both in milliseconds. */
  readonly learnTime: (serverTime: number, localTime: number) => Promise<void>
  /** Puts a new device into the store, in place of what is there. */
  readonly begin: (stored: Omit<StoredDevice, 'clockOffsetMs'>) => Promise<void>
  /** Changes what is in the store, unless somebody else has emptied it or put another device there. */
  readonly change: (change: (stored: StoredDevice) => StoredDevice) => Promise<void>
  /** Forgets the device that was there when a request began. */
  readonly forget: (former: StoredDevice) => Promise<void>
}

/** A difference below this is as likely the network's delay as the clock's. */
const CLOCK_NOISE_MS = 1_000

export async function openSession(options: DeviceOptions): Promise<Session> {
  const { store, now = Date.now, random = randomBytes } = options
  const baseUrl = originOf(options.baseUrl)
  let stored = await store.load()
  let secrets: readonly TokenSecret[] = await secretsOf(stored)
  let clockOffsetMs = stored?.clockOffsetMs ?? 0

  const hold = async (next: StoredDevice | undefined) => {
    if (next?.sealedTokens !== stored?.sealedTokens) secrets = await secretsOf(next)
    stored = next
  }
  // One change after the other: each begins with what the one before it left.
  let last: Promise<void> = Promise.resolve()
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const mine = last.then(step)
    last = mine.catch(() => {})
    return mine
  }
  const change: Session['change'] = (change) =>
    inTurn(async () => {
      // Another tab, service worker or process may have signed out meanwhile: saving what is remembered
      // here would bring keys back that somebody got rid of.
      const held = await store.load()
      if (held === undefined || !isSameDevice(held, stored)) return await hold(held)
      const next = { ...change(held), clockOffsetMs }
      await store.save(next)
      await hold(next)
    })

  return {
    baseUrl,
    // Called through an arrow: browsers refuse `fetch` as a method of anything but the window.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    now,
    random,
    waitMs: options.waitMs ?? waitMs,
    isTextOnly: store.isTextOnly ?? false,
    stored: () => stored,
    secrets: () => secrets,
    serverNow: () => now() + clockOffsetMs,
    learnTime: async (serverTime, localTime) => {
      const offset = Math.round(serverTime - localTime)
      if (Math.abs(offset - clockOffsetMs) < CLOCK_NOISE_MS) return
      clockOffsetMs = offset
      if (stored !== undefined) await change((same) => same)
    },
    begin: (begun) =>
      inTurn(async () => {
        const next = { ...begun, clockOffsetMs }
        await store.save(next)
        await hold(next)
      }),
    change,
    forget: (former) =>
      inTurn(async () => {
        const held = await store.load()
        if (held !== undefined && !isSameDevice(held, former)) return await hold(held)
        await store.clear()
        await hold(undefined)
      }),
  }
}

/** The device that signs, or the refusal that there is none yet. */
export function requireRegistered(session: Session): StoredDevice & {
  readonly registration: { readonly status: 'complete' }
} {
  const stored = session.stored()
  if (stored?.registration.status !== 'complete') {
    throw new DeviceError('not-registered', 'This device is not registered.')
  }
  return { ...stored, registration: stored.registration }
}

export function requireRegistering(session: Session): StoredDevice & {
  readonly registration: { readonly status: 'pending' }
} {
  const stored = session.stored()
  if (stored?.registration.status !== 'pending') {
    throw new DeviceError('not-registered', 'No registration of this device is under way.')
  }
  return { ...stored, registration: stored.registration }
}

/** Keys are made for each registration, so they tell one device from another, whatever its id. */
function isSameDevice(one: StoredDevice, other: StoredDevice | undefined): boolean {
  return one.keys.signing.publicJwk.x === other?.keys.signing.publicJwk.x
}

/** Without tokens where they do not open: everything else goes on, and the next sync brings them anew. */
async function secretsOf(stored: StoredDevice | undefined): Promise<readonly TokenSecret[]> {
  if (stored === undefined || stored.sealedTokens === null) return []
  return await openTokenSecrets(stored.sealedTokens, stored.keys.agreement.privateKey).catch(
    () => [],
  )
}

function originOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const isOrigin = url?.pathname === '/' && url.search === '' && url.username === ''
  if (url === undefined || !isOrigin || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('baseUrl must be an origin, such as https://2fa.example.com')
  }
  return url.origin
}

function randomBytes(bytes: number): Uint8Array {
  return requireCrypto().getRandomValues(new Uint8Array(bytes))
}
