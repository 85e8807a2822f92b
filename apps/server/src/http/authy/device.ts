import { appDevice, osTypeOf, registrationMethodOf, type WireObject } from '@countersign/wire'
import type { DeviceFacts } from '../../domain/device.ts'

/** A device as the answers of the dialect describe it. */
export function deviceOf(device: DeviceFacts): WireObject {
  return appDevice({
    id: device.id,
    osType: osTypeOf(device.system),
    ip: device.lastIp ?? null,
    registrationIp: device.registeredIp ?? null,
    registrationMethod: registrationMethodOf(device.registeredVia),
    registeredAtMs: device.registeredAt,
    lastSyncAtMs: device.lastSeenAt,
  })
}
