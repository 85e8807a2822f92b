import {
  type ApprovalBody,
  type DeviceBody,
  maskCellphone,
  type OwnDeviceBody,
  type RegistrationBody,
  type RegistrationRequestBody,
} from '@countersign/wire'
import type { listDevices, OwnDevice } from '../../actions/devices/change-devices.ts'
import type { DeviceApproval } from '../../actions/devices/list-approvals.ts'
import type { listRegistrationRequests } from '../../actions/devices/answer-registration.ts'
import type { RegistrationView } from '../../actions/devices/read-registration.ts'
import { approvalStatusAt, shownDetails } from '../../domain/approval-request.ts'
import { REGISTRATION_CODE_DIGITS, RESEND_AFTER_MS } from '../../domain/device-registration.ts'

type Device = Awaited<ReturnType<typeof listDevices>>[number]
type RegistrationRequest = Awaited<ReturnType<typeof listRegistrationRequests>>[number]

/** The bodies of docs/device-protocol.md. */
export function deviceBody(device: Device, asking: number): DeviceBody {
  return {
    id: device.id,
    name: device.name,
    system: device.system,
    version: device.version,
    registeredAt: device.registeredAt,
    registeredVia: device.registeredVia,
    lastSeenAt: device.lastSeenAt,
    isThis: device.id === asking,
  }
}

export function ownDeviceBody({ device, phone, countryCode, hasPush }: OwnDevice): OwnDeviceBody {
  const national = phone.slice(1 + String(countryCode).length)
  return {
    device: deviceBody(device, device.id),
    phone: maskCellphone(countryCode, national),
    hasPush,
  }
}

export function registrationBody(view: RegistrationView): RegistrationBody {
  const { row, status, number, device } = view
  return {
    id: row.id,
    via: row.via,
    status,
    codeDigits: REGISTRATION_CODE_DIGITS,
    number: number ?? null,
    resendAt: row.last_sent_at + RESEND_AFTER_MS,
    expiresAt: row.expires_at,
    ...(device === undefined ? {} : { device: deviceBody(device, device.id) }),
  }
}

export function registrationRequestBody(row: RegistrationRequest): RegistrationRequestBody {
  return {
    id: row.id,
    name: row.name,
    system: row.system,
    requestedAt: row.created_at,
    requestedFrom: row.ip,
    expiresAt: row.expires_at,
  }
}

export function approvalBody(approval: DeviceApproval, now: number): ApprovalBody {
  const { row, content, answeredBy } = approval
  return {
    uuid: row.uuid,
    app: { id: row.appId, name: content.appName },
    message: content.message,
    details: shownDetails(content.details),
    logos: content.logos ?? [],
    requestedAt: row.createdAt,
    requestedFrom: content.requestedFrom,
    expiresAt: row.expiresAt ?? null,
    needsNumber: content.number !== null,
    status: approvalStatusAt(row, now),
    answeredAt: row.answeredAt ?? null,
    answeredBy: answeredBy ?? null,
    notMe: row.notMeAt !== undefined,
  }
}
