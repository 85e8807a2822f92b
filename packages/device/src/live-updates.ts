import type { DeviceEvents } from '@countersign/wire'
import { EVENT_READERS } from './answers.ts'
import { DeviceError } from './device-error.ts'
import { ANSWER_MS, send } from './request.ts'
import { createEventParser, type SentEvent } from './server-sent-events.ts'
import { requireRegistered, type Session } from './session.ts'
import type { Read } from './shape.ts'
import { type Backoff, backoffMs, endIfLate, type LinkedSignal, linkedSignal } from './wait.ts'

type SentDeviceEvent = {
  [Name in keyof DeviceEvents]: {
    readonly name: Name
    readonly data: DeviceEvents[Name]
    readonly id?: string
  }
}[keyof DeviceEvents]

/** What the service sends, and two of this package's own: whether the line to it stands. */
export type DeviceEvent =
  | SentDeviceEvent
  | { readonly name: 'connected' }
  | { readonly name: 'disconnected' }

const EVENTS = { method: 'GET', path: '/device/v1/events' } as const

/** "Whoever hears nothing for a minute connects again" (docs/device-protocol.md, "Live updates"). */
const SILENCE_MS = 60_000

const RECONNECTS: Backoff = { firstMs: 1_000, mostMs: 60_000 }

/**
 * Live updates, on and on: reconnects by itself, after where it was. An event counts as dealt with when
 * the next one is asked for, so that none is lost to a crash; the last one may come twice.
 *
 * Ends when `signal` is aborted, and when the device is revoked, after an event `device-revoked` with its id.
 *
 * @throws DeviceError `not-registered` at once, `unauthorized` where the service does not know the device.
 */
export async function* liveUpdates(
  session: Session,
  signal: AbortSignal | undefined,
): AsyncGenerator<DeviceEvent, void, undefined> {
  const own = requireRegistered(session)
  const deviceId = own.registration.device.id
  let isDown = false
  let failures = 0
  while (!isEnded(signal)) {
    const connection = linkedSignal(signal)
    let retryAt = 0
    try {
      const reader = await connect(session, connection)
      isDown = false
      yield { name: 'connected' }
      for await (const sent of sentEvents(session, reader, connection)) {
        failures = 0
        const event = readEvent(sent)
        if (event?.name === 'hello') await session.learnTime(event.data.time, session.now())
        const isEnd = event?.name === 'device-revoked' && event.data.deviceId === deviceId
        if (isEnd) await session.forget(own)
        if (event !== undefined) yield event
        if (isEnd) return
        await remember(session, sent)
      }
    } catch (error) {
      if (isEnded(signal)) return
      if (!(error instanceof DeviceError)) throw error
      switch (error.code) {
        case 'revoked':
          yield { name: 'device-revoked', data: { deviceId } }
          return
        case 'not-registered':
          // Signed out here while the line stood or was down: nobody is left to be told.
          return
        case 'unauthorized':
        case 'bad-store':
        case 'no-crypto':
          // Asking again will not make the service know this device, or mend what is broken here.
          throw error
        default:
          retryAt = error.retryAt ?? 0
      }
    } finally {
      connection.end()
    }
    if (isEnded(signal)) return
    if (!isDown) yield { name: 'disconnected' }
    isDown = true
    failures += 1
    const pause = backoffMs(failures, RECONNECTS, session.random)
    await session.waitMs(Math.max(pause, retryAt - session.serverNow()), signal).catch(() => {})
  }
}

async function connect(
  session: Session,
  connection: LinkedSignal,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const lastEventId = session.stored()?.lastEventId ?? null
  const arrived = endIfLate(session, ANSWER_MS, connection)
  try {
    const response = await send(session, EVENTS, connection.signal, {
      accept: 'text/event-stream',
      ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
    })
    const type = response.headers.get('content-type') ?? ''
    if (response.body === null || !type.startsWith('text/event-stream')) {
      throw new DeviceError('bad-answer', 'The live updates are no stream of server-sent events.')
    }
    // At once, while the response is held: Node's fetch cancels a body that nobody reads when its response is
    // collected as garbage, and whoever listens may fetch something else first.
    return response.body.getReader()
  } finally {
    arrived()
  }
}

/** The events of one connection, until it ends. Comments count as a sign of life, as every byte does. */
async function* sentEvents(
  session: Session,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  connection: LinkedSignal,
): AsyncGenerator<SentEvent, void, undefined> {
  const decoder = new TextDecoder()
  const parse = createEventParser()
  for (;;) {
    const heard = endIfLate(session, SILENCE_MS, connection)
    const { done, value } = await reader
      .read()
      .catch((error: unknown) => {
        throw new DeviceError('offline', 'The live updates broke off.', { cause: error })
      })
      .finally(heard)
    if (done) return
    yield* parse(decoder.decode(value, { stream: true }))
  }
}

/** What is new to this version of the package, or does not have the shape of its name, is passed over: waiting for it to get better would hold back all that follows. */
function readEvent({ name, data, id }: SentEvent): SentDeviceEvent | undefined {
  if (!Object.hasOwn(EVENT_READERS, name)) return undefined
  // It is one of the names, as was just seen.
  const read: Read<unknown> = EVENT_READERS[name as keyof DeviceEvents]
  try {
    const event = { name, data: read(JSON.parse(data), name), ...(id ? { id } : {}) }
    // Name and data fit each other: the reader is that of the name.
    return event as SentDeviceEvent
  } catch {
    return undefined
  }
}

/** `reset` without an id of its own ends what the former id stood for. */
async function remember(session: Session, { name, id }: SentEvent): Promise<void> {
  const lastEventId = id === undefined && name === 'reset' ? null : id === '' ? null : id
  if (lastEventId === undefined || lastEventId === session.stored()?.lastEventId) return
  await session.change((stored) => ({ ...stored, lastEventId }))
}

/** A function, since the compiler takes a signal that was not aborted for one that never is. */
function isEnded(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}
