export type {
  AboutBody,
  ApprovalBody,
  DeviceBody,
  DeviceSystem,
  OwnDeviceBody,
  RegistrationBody,
  RegistrationRequestBody,
  RegistrationVia,
} from '@countersign/wire'
export { openDevice } from './device.ts'
export type { Device, DeviceApp, DeviceState } from './device.ts'
export { DeviceError } from './device-error.ts'
export type { DeviceErrorFacts, DeviceProblem } from './device-error.ts'
export { memoryStore } from './device-store.ts'
export type { DeviceStore, StoredDevice, StoredRegistration } from './device-store.ts'
export type { DeviceKeyPair, DeviceKeys } from './keys.ts'
export type { DeviceEvent } from './live-updates.ts'
export type { PushSubscription } from './own-device.ts'
export type { ApprovalsQuery } from './approvals.ts'
export type { RegisterInput } from './registration.ts'
export type { DeviceOptions } from './session.ts'
export { textStore } from './text-store.ts'
export type { TextPlace } from './text-store.ts'
export type { DeviceToken } from './tokens.ts'
export type { WaitMs } from './wait.ts'
