import type { DeviceApp, DeviceState } from '@countersign/device'
import type { ApprovalBody, DeviceBody, RegistrationRequestBody } from '@countersign/wire'
import type { Account } from './accounts.ts'

/** Everything that pages show, apart from what they fetch for themselves. */
export interface View {
  readonly status: 'starting' | 'locked' | 'open'
  readonly device: DeviceState
  /** The line to the service is down, or never stood. */
  readonly isOffline: boolean
  /** The service removed this device since it was last set up. */
  readonly isRevoked: boolean
  readonly accounts: readonly Account[]
  readonly apps: readonly DeviceApp[]
  /** Pending ones, and those that were answered while this was open. */
  readonly approvals: readonly ApprovalBody[]
  readonly requests: readonly RegistrationRequestBody[]
  /** `undefined` until they were fetched. */
  readonly devices: readonly DeviceBody[] | undefined
  /** Whose token somebody is asked for right now. */
  readonly wantedAppId: number | undefined
  readonly hasLock: boolean
  readonly hasPasskey: boolean
}

/** Nothing of anybody: at the start, and while it is locked. */
export const EMPTY_VIEW: View = {
  status: 'starting',
  device: { status: 'new' },
  isOffline: false,
  isRevoked: false,
  accounts: [],
  apps: [],
  approvals: [],
  requests: [],
  devices: undefined,
  wantedAppId: undefined,
  hasLock: false,
  hasPasskey: false,
}
