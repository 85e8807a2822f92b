import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type DeviceEventPage,
  findStart,
  readEvents,
  readNewestNumbers,
} from '../../actions/devices/read-events.ts'
import type { Deps } from '../../deps.ts'
import type { AuthenticatedDevice } from './authenticate.ts'

/** Below the minute after which proxies cut a silent connection, and the device's own patience. */
const HEARTBEAT_MS = 25_000

/** A device opens one; more are tabs, or connections that only one side knows to be dead. */
export const STREAMS_PER_DEVICE = 4

/** Bytes that wait for a reader who does not read: past it the stream ends, and the device comes back. */
const MOST_UNREAD_BYTES = 262_144

/** People whose newest number is read in one query, when all streams look for what no signal told. */
const PEOPLE_A_LOOK = 500

interface Stream {
  readonly deviceId: number
  readonly authyId: number
  readonly raw: ServerResponse
  sent: number
  isPumping: boolean
  isAgain: boolean
  unsubscribe: () => void
}

export interface EventStreams {
  readonly open: (
    request: FastifyRequest,
    reply: FastifyReply,
    device: AuthenticatedDevice,
  ) => Promise<void>
  readonly count: () => number
  readonly closeAll: () => void
}

/** The live streams of this process (docs/device-protocol.md, live updates). */
export function createEventStreams(deps: Deps): EventStreams {
  const streams = new Set<Stream>()
  const ofDevice = new Map<number, Stream[]>()
  const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS).unref()

  async function open(
    request: FastifyRequest,
    reply: FastifyReply,
    { id, authyId }: AuthenticatedDevice,
  ): Promise<void> {
    const start = await findStart(deps, authyId, request.headers['last-event-id'])
    // Only the response itself is kept: five thousand devices are five thousand of whatever a stream holds.
    const { raw } = reply.hijack()
    // Gone meanwhile: nobody would tell us a second time, and the stream would be kept for ever.
    if (raw.destroyed) return
    raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
      // nginx would hold events back until its buffer is full.
      'X-Accel-Buffering': 'no',
    })
    const stream: Stream = {
      deviceId: id,
      authyId,
      raw,
      sent: start.after,
      isPumping: false,
      isAgain: false,
      unsubscribe: () => {},
    }
    // Before the first look: what is told in between must not be missed.
    stream.unsubscribe = deps.signals.subscribe(start.topic, () => void pump(stream))
    raw.once('close', () => forget(stream))
    remember(stream)
    // With the id from which it goes on: a device that hears no event yet must not miss the ones of its next break.
    raw.write(`id: ${start.after}\nevent: hello\ndata: ${JSON.stringify({ time: deps.now() })}\n\n`)
    if (start.isReset) raw.write(`id: ${start.after}\nevent: reset\ndata: {}\n\n`)
    await pump(stream)
  }

  function remember(stream: Stream): void {
    streams.add(stream)
    const those = [...(ofDevice.get(stream.deviceId) ?? []), stream]
    ofDevice.set(stream.deviceId, those)
    if (those.length > STREAMS_PER_DEVICE) those[0]?.raw.end()
  }

  function forget(stream: Stream): void {
    stream.unsubscribe()
    streams.delete(stream)
    const left = (ofDevice.get(stream.deviceId) ?? []).filter((each) => each !== stream)
    if (left.length === 0) ofDevice.delete(stream.deviceId)
    else ofDevice.set(stream.deviceId, left)
  }

  /** Writes what the stream has not got yet. One at a time: a signal meanwhile means once more. */
  async function pump(stream: Stream): Promise<void> {
    stream.isAgain = true
    if (stream.isPumping) return
    stream.isPumping = true
    try {
      while (stream.isAgain && !stream.raw.writableEnded) {
        stream.isAgain = false
        const page = await readEvents(deps, stream.authyId, stream.sent)
        stream.isAgain ||= page.isMore
        write(stream, page)
      }
    } catch (error) {
      // The device connects again and goes on after the last event that it has.
      deps.log.warn({ err: error, deviceId: stream.deviceId }, 'a live stream could not be read')
      stream.raw.destroy()
    } finally {
      stream.isPumping = false
    }
  }

  function write(stream: Stream, { events }: DeviceEventPage): void {
    const { raw } = stream
    for (const { number, name, data } of events) {
      raw.write(`id: ${number}\nevent: ${name}\ndata: ${data}\n\n`)
      stream.sent = number
      if (name === 'device-revoked' && revokedId(data) === stream.deviceId) {
        raw.end()
        return
      }
    }
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy()
  }

  /** Keeps connections open, and looks for everybody at once in case a signal was lost. */
  async function beat(): Promise<void> {
    const all = [...streams]
    for (const stream of all) stream.raw.write(':\n\n')
    try {
      for (let start = 0; start < all.length; start += PEOPLE_A_LOOK) {
        const some = all.slice(start, start + PEOPLE_A_LOOK)
        const newest = await readNewestNumbers(
          deps,
          some.map((stream) => stream.authyId),
        )
        for (const stream of some)
          if ((newest.get(stream.authyId) ?? 0) > stream.sent) void pump(stream)
      }
    } catch (error) {
      deps.log.warn({ err: error }, 'live streams could not be checked')
    }
  }

  return {
    open,
    count: () => streams.size,
    closeAll() {
      clearInterval(heartbeat)
      for (const { raw } of streams) raw.end()
    },
  }
}

function revokedId(data: string): unknown {
  // Written by change-devices.ts.
  return (JSON.parse(data) as { readonly deviceId?: unknown }).deviceId
}
