/** What a device may say it runs on (docs/device-protocol.md, registration). */
export type DeviceSystem = 'android' | 'ios' | 'windows' | 'macos' | 'linux' | 'chromeos' | 'other'

/** A device as far as apps are told about it. */
export interface DeviceFacts {
  readonly id: number
  readonly name: string
  readonly system: DeviceSystem
  readonly registeredAt: number
  readonly registeredVia: 'sms' | 'call' | 'device'
  readonly registeredIp: string | undefined
  readonly lastSeenAt: number
  readonly lastIp: string | undefined
}
