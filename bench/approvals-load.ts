import type { KeyObject } from 'node:crypto'
import { drive, type LoadReport } from './driver.ts'
import { deviceRequest, seededDeviceKey } from './device-request.ts'
import { driveLongWaits } from './long-wait.ts'
import { signAnswer, type ShownApproval } from './sign-answer.ts'
import { seededAuthyId, seededOrder } from './population.ts'
import { seededDeviceId } from './seed-devices.ts'

export interface ApprovalsOrder {
  readonly ports: readonly number[]
  readonly connections: number
  readonly seconds: number
  readonly apiKey: string
  readonly appId: number
  readonly users: number
  /** Where the messages begin, so that no two rounds ask the same. */
  readonly from: number
}

export interface ApprovalsReport {
  readonly create: LoadReport
  readonly read: LoadReport
  readonly respond: LoadReport
  /** Latencies alone: from an answer that leaves its device to whoever waits for it. */
  readonly wait: LoadReport
}

/** Answers prepared at most: each is two signatures made before the clock runs. */
const MOST_ANSWERS = 60_000

/** Asks as fast as it goes, reads what was asked, and approves it with signed answers. */
async function run(order: ApprovalsOrder): Promise<ApprovalsReport> {
  const { ports, connections, seconds } = order
  const key = seededDeviceKey()
  let position = order.from
  const uuids: string[] = []
  const create = await drive({
    ports,
    connections,
    seconds,
    next() {
      const index = seededOrder(position, order.users)
      const message = `Login ${position++}`
      const body = JSON.stringify({ message, details: { Location: 'Berlin', Device: message } })
      return `POST /onetouch/json/users/${seededAuthyId(index)}/approval_requests HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${order.apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    },
    onAnswer(text) {
      const [, uuid = ''] = /"uuid":"([^"]+)"/.exec(text) ?? []
      uuids.push(uuid)
    },
  })
  let reading = 0
  const authyIdOf = new Map<string, string>()
  const read = await drive({
    ports,
    connections,
    seconds,
    next: () =>
      `GET /onetouch/json/approval_requests/${uuids[reading++ % uuids.length]} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${order.apiKey}\r\n\r\n`,
    onAnswer(text) {
      const [, authyId = ''] = /"_authy_id":(\d+)/.exec(text) ?? []
      const [, uuid = ''] = /"uuid":"([^"]+)"/.exec(text) ?? []
      authyIdOf.set(uuid, authyId)
    },
  })
  const answers = await prepareAnswers(order, key, authyIdOf)
  let answering = 0
  const respond = await drive({ ports, connections, seconds, next: () => answers[answering++] })
  const wait = await driveLongWaits(order, key, position)
  return { create, read, respond, wait }
}

/** Each person's device fetches what it answers; that is not measured. */
async function prepareAnswers(
  order: ApprovalsOrder,
  key: KeyObject,
  authyIdOf: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const indexOf = new Map<string, number>()
  for (let index = 0; index < order.users; index++) indexOf.set(String(seededAuthyId(index)), index)
  const waiting = [...authyIdOf].slice(0, MOST_ANSWERS)
  const shown = new Map<string, ShownApproval>()
  let fetching = 0
  await drive({
    ports: order.ports,
    connections: order.connections,
    seconds: 120,
    next() {
      const next = waiting[fetching++]
      if (next === undefined) return undefined
      const [uuid, authyId] = next
      const deviceId = seededDeviceId(indexOf.get(authyId) ?? 0)
      return deviceRequest(key, deviceId, 'GET', `/device/v1/approvals/${uuid}`, '')
    },
    onAnswer(text) {
      const { approval } = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as {
        readonly approval: ShownApproval
      }
      shown.set(approval.uuid, approval)
    },
  })
  return waiting.flatMap(([uuid, authyId]) => {
    const approval = shown.get(uuid)
    if (approval === undefined) return []
    const deviceId = seededDeviceId(indexOf.get(authyId) ?? 0)
    return [signAnswer(key, deviceId, approval)]
  })
}

if (process.send !== undefined) {
  process.once('message', (order: ApprovalsOrder) => {
    run(order).then(
      (report) => process.send?.(report, () => process.exit(0)),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
