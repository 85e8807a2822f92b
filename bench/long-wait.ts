import type { KeyObject } from 'node:crypto'
import { deviceRequest } from './device-request.ts'
import { type LoadReport, reportOf } from './driver.ts'
import { openConnection } from './one-connection.ts'
import { seededAuthyId, seededOrder } from './population.ts'
import { seededDeviceId } from './seed-devices.ts'
import { type ShownApproval, signAnswer } from './sign-answer.ts'

/** Longer than any of these waits is. */
const WAIT_SECONDS = 55

/**
 * Asks, waits for the answer with `wait=`, and answers: how long from the answer leaving its device to the
 * return of whoever waits. Where there are several nodes, the answer goes to another one than the wait.
 */
export async function driveLongWaits(
  order: {
    readonly ports: readonly number[]
    readonly connections: number
    readonly seconds: number
    readonly apiKey: string
    readonly users: number
  },
  key: KeyObject,
  from: number,
): Promise<LoadReport> {
  const latencies: number[] = []
  const startedAt = performance.now()
  const endsAt = startedAt + order.seconds * 1_000
  let position = from
  let refused = 0

  const portOf = (node: number) => order.ports[node % order.ports.length] ?? 0

  async function waitAgainAndAgain(index: number): Promise<void> {
    const app = await openConnection(portOf(index))
    const waiter = await openConnection(portOf(index))
    const device = await openConnection(portOf(index + 1))
    while (performance.now() < endsAt) {
      const person = seededOrder(position++, order.users)
      const uuid = await ask(app, person)
      const deviceId = seededDeviceId(person)
      const path = `/device/v1/approvals/${uuid}`
      const shown = await device.ask(deviceRequest(key, deviceId, 'GET', path, ''))
      // As the device protocol answers it.
      const { approval } = JSON.parse(shown.body) as { readonly approval: ShownApproval }
      const answer = signAnswer(key, deviceId, approval)
      const waited = waiter.ask(readRequest(uuid, `?wait=${WAIT_SECONDS}`))
      // A read that came after the wait is back: by then the wait is one.
      await app.ask(readRequest(uuid, ''))
      const answeredAt = performance.now()
      const answered = device.ask(answer)
      const { body } = await waited
      latencies.push(Math.round((performance.now() - answeredAt) * 1_000))
      if (!body.includes('"status":"approved"')) refused++
      await answered
    }
    for (const connection of [app, waiter, device]) connection.close()
  }

  function readRequest(uuid: string, query: string): string {
    return `GET /onetouch/json/approval_requests/${uuid}${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${order.apiKey}\r\n\r\n`
  }

  async function ask(
    app: Awaited<ReturnType<typeof openConnection>>,
    person: number,
  ): Promise<string> {
    const body = JSON.stringify({ message: 'Login' })
    const { body: answer } = await app.ask(
      `POST /onetouch/json/users/${seededAuthyId(person)}/approval_requests HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${order.apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    const uuid = /"uuid":"([^"]+)"/.exec(answer)?.[1]
    if (uuid === undefined) throw new Error(`Not asked: ${answer}`)
    return uuid
  }

  await Promise.all(Array.from({ length: order.connections }, (_, n) => waitAgainAndAgain(n)))
  return reportOf({
    latencies: Uint32Array.from(latencies),
    requests: latencies.length,
    refused,
    seconds: (performance.now() - startedAt) / 1_000,
    statuses: {},
  })
}
