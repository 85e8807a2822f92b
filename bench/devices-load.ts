import type { KeyObject } from 'node:crypto'
import { connect } from 'node:net'
import { deviceRequest, seededDeviceKey } from './device-request.ts'
import { seededAuthyId, seededOrder } from './population.ts'
import { seededDeviceId } from './seed-devices.ts'

export interface DevicesOrder {
  readonly port: number
  readonly devices: number
  /** Connected first, so that what grows once is not counted as what each device costs. */
  readonly warmUp: number
  readonly pushes: number
  /** Paced: this many in a second. */
  readonly pushesPerSecond: number
  readonly apiKey: string
}

export interface DevicesReport {
  /** From the app's request leaving to the event arriving, in milliseconds, sorted. */
  readonly latenciesMs: readonly number[]
  readonly astray: number
  readonly lost: number
}

/** Streams that are opened at once: a crowd that comes back does not come in one packet either. */
const OPENED_AT_ONCE = 50
const LAST_WAIT_MS = 5_000

/** Keeps so many streams open, says when it has them, then asks and waits for each event on the right one. */
async function run(order: DevicesOrder): Promise<void> {
  const key = seededDeviceKey()
  const sentAt = new Map<string, { readonly index: number; readonly at: number }>()
  const early = new Map<string, { readonly index: number; readonly at: number }>()
  const latenciesMs: number[] = []
  let astray = 0

  function arrived(index: number, uuid: string): void {
    const sent = sentAt.get(uuid)
    if (sent === undefined) {
      // The event can be here before the answer that names it.
      early.set(uuid, { index, at: performance.now() })
      return
    }
    sentAt.delete(uuid)
    if (sent.index === index) latenciesMs.push(performance.now() - sent.at)
    else astray++
  }

  async function askAndTime(index: number, message: string): Promise<void> {
    const at = performance.now()
    const uuid = await ask(order, index, message)
    const before = early.get(uuid)
    if (before === undefined) sentAt.set(uuid, { index, at })
    else if (before.index === index) latenciesMs.push(before.at - at)
    else astray++
  }

  const connectUpTo = async (from: number, until: number) => {
    for (let start = from; start < until; start += OPENED_AT_ONCE) {
      const length = Math.min(OPENED_AT_ONCE, until - start)
      const some = Array.from({ length }, (_, n) => start + n)
      await Promise.all(some.map((index) => openStream(order.port, key, index, arrived)))
    }
    process.send?.('connected')
    await new Promise((resolve) => process.once('message', resolve))
  }
  await connectUpTo(0, order.warmUp)
  await connectUpTo(order.warmUp, order.devices)

  for (let position = 0; position < order.pushes; position++) {
    const index = seededOrder(position, order.devices)
    void askAndTime(index, `Login ${position}`)
    await pause(1_000 / order.pushesPerSecond)
  }
  await pause(LAST_WAIT_MS)
  const report: DevicesReport = {
    latenciesMs: latenciesMs.toSorted((a, b) => a - b),
    astray,
    lost: order.pushes - latenciesMs.length - astray,
  }
  process.send?.(report, () => process.exit(0))
}

async function openStream(
  port: number,
  key: KeyObject,
  index: number,
  arrived: (index: number, uuid: string) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.on('connect', () =>
      socket.write(deviceRequest(key, seededDeviceId(index), 'GET', '/device/v1/events', '')),
    )
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1')
      if (text.includes('event: hello')) resolve()
      for (const [, uuid = ''] of text.matchAll(
        /event: approval-requested\ndata: \{"uuid":"([^"]+)"/g,
      ))
        arrived(index, uuid)
    })
  })
}

async function ask(order: DevicesOrder, index: number, message: string): Promise<string> {
  const url = `http://127.0.0.1:${order.port}/onetouch/json/users/${seededAuthyId(index)}/approval_requests`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-authy-api-key': order.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  })
  const body = (await response.json()) as { readonly approval_request?: { readonly uuid: string } }
  if (body.approval_request === undefined) throw new Error(`Not asked: ${JSON.stringify(body)}`)
  return body.approval_request.uuid
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}

if (process.send !== undefined) {
  process.once('message', (order: DevicesOrder) => {
    run(order).catch((error: unknown) => {
      console.error(error)
      process.exit(1)
    })
  })
}
