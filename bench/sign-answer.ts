import type { KeyObject } from 'node:crypto'
import { deviceRequest, signJws } from './device-request.ts'

/** An approval request as a device is shown it; what is shown is what it signs. */
export type ShownApproval = Readonly<Record<string, unknown>> & { readonly uuid: string }

/** The request by which a device approves, signed twice: the statement and the request that carries it. */
export function signAnswer(key: KeyObject, deviceId: number, approval: ShownApproval): string {
  const { uuid, app, message, details, requestedAt, requestedFrom } = approval
  const statement = signJws(key, 'countersign-approval+jwt', deviceId, {
    uuid,
    app,
    message,
    details,
    requestedAt,
    requestedFrom,
    answer: 'approved',
    number: null,
    notMe: false,
    answeredAt: Date.now(),
  })
  const path = `/device/v1/approvals/${uuid}/answer`
  return deviceRequest(key, deviceId, 'POST', path, JSON.stringify({ statement }))
}
