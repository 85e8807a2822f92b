import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import {
  type Device,
  type DeviceOptions,
  type DeviceStore,
  memoryStore,
  openDevice,
} from '@countersign/device'
import {
  type Answer,
  type Canned,
  type CannedService,
  cannedService,
  routes,
} from './canned-service.ts'
import { DEVICE, REGISTRATION } from './bodies.ts'

/** 14 November 2023, 22:13:20 UTC: where a 30-second and a 10-second step begin. */
export const START = 1_700_000_000_000

/** What answers were given, in milliseconds: not pauses, which come and go at once here. */
const DEADLINES: readonly number[] = [30_000, 55_000, 60_000]

export interface Waits {
  readonly waitMs: NonNullable<DeviceOptions['waitMs']>
  /** How long each pause was to be. */
  readonly pauses: number[]
  /** Each deadline that was ever set. */
  readonly deadlines: number[]
  /** Lets every deadline of so many milliseconds that is running now go by. */
  readonly elapse: (ms: number) => void
  /** Called at each pause, before it ends. */
  onPause: () => void
}

/** Time that passes when a test says so: pauses at once, deadlines never unless told. */
export function fakeWaits(): Waits {
  const running = new Set<{ readonly ms: number; readonly end: () => void }>()
  const pauses: number[] = []
  const deadlines: number[] = []
  const waits: Waits = {
    pauses,
    deadlines,
    onPause: () => {},
    elapse: (ms) => {
      for (const each of running) if (each.ms === ms) each.end()
    },
    waitMs: (ms, signal) =>
      new Promise((resolve) => {
        if (!DEADLINES.includes(ms)) {
          pauses.push(ms)
          waits.onPause()
          resolve()
          return
        }
        deadlines.push(ms)
        const each = { ms, end: resolve }
        running.add(each)
        signal?.addEventListener('abort', () => {
          running.delete(each)
          resolve()
        })
      }),
  }
  return waits
}

/**
 * Bytes that differ from call to call and from nothing else. Neither 0 nor 255: with those a pause may last
 * exactly as long as a deadline, which a test then waited for once in thirty runs, for ever.
 */
function numberedBytes(): NonNullable<DeviceOptions['random']> {
  let calls = 0
  return (bytes) => new Uint8Array(bytes).fill(1 + (calls++ % 254))
}

export interface UnderTest {
  readonly device: Device
  readonly service: CannedService
  readonly store: DeviceStore
  readonly waits: Waits
  readonly options: DeviceOptions
  /** The device's own clock. */
  readonly clock: { now: number }
}

export async function newDevice(
  answer: Answer,
  given: Partial<DeviceOptions> = {},
): Promise<UnderTest> {
  const service = await cannedService(answer)
  const store = given.store ?? memoryStore()
  const waits = fakeWaits()
  const clock = { now: START }
  const options: DeviceOptions = {
    baseUrl: service.url,
    store,
    now: () => clock.now,
    random: numberedBytes(),
    waitMs: waits.waitMs,
    ...given,
  }
  return { device: await openDevice(options), service, store, waits, options, clock }
}

/** A device that has registered, and the service that it did so with; what that was asked on the way is forgotten. */
export async function registeredDevice(
  table: Readonly<Record<string, Canned | Answer>>,
  given: Partial<DeviceOptions> = {},
): Promise<UnderTest> {
  const made = await newDevice(
    routes({
      'POST /device/v1/registrations': { status: 201, body: { registration: REGISTRATION } },
      'POST /device/v1/registrations/9f1c/complete': { body: { device: DEVICE } },
      'GET /device/v1/device': {
        body: { device: DEVICE, phone: '+1 XXX-XXX-XX02', hasPush: false },
      },
      ...table,
    }),
    given,
  )
  await made.device.register(REGISTER)
  await made.device.complete('123456')
  made.service.heard.length = 0
  made.waits.pauses.length = 0
  return made
}

export const REGISTER = {
  phone: '+13173389302',
  via: 'sms',
  locale: 'de',
  name: "Ana's phone",
  system: 'android',
  version: '1.0.0',
} as const

/** The claims of an `Authorization: Device` header, after its signature was verified. */
export async function verified(
  authorization: string | undefined,
  publicJwk: object,
): Promise<{ readonly header: object; readonly claims: Readonly<Record<string, unknown>> }> {
  const [scheme, jws = ''] = (authorization ?? '').split(' ')
  if (scheme !== 'Device') throw new Error(`Expected the scheme Device, got ${scheme}.`)
  await jwtVerify(jws, await importJWK({ ...publicJwk }, 'ES256'), { algorithms: ['ES256'] })
  return { header: decodeProtectedHeader(jws), claims: decodeJwt(jws) }
}
