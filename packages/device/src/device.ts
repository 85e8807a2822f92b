import type {
  AboutBody,
  ApprovalBody,
  DeviceAppBody,
  DeviceBody,
  OwnDeviceBody,
  RegistrationBody,
  RegistrationRequestBody,
  RegistrationVia,
} from '@countersign/wire'
import {
  answerApproval,
  answerRegistration,
  type ApprovalsQuery,
  fetchApproval,
  listApprovals,
  listRegistrationRequests,
  reportNotMe,
} from './approvals.ts'
import { learnTime, resume, syncApps } from './apps.ts'
import type { StoredDevice } from './device-store.ts'
import { type DeviceEvent, liveUpdates } from './live-updates.ts'
import {
  changeOwn,
  listDevices,
  type PushSubscription,
  refresh,
  revoke,
  setPush,
  signOut,
} from './own-device.ts'
import {
  cancelRegistration,
  complete,
  register,
  type RegisterInput,
  sendAgain,
  waitUntilLetIn,
} from './registration.ts'
import { type DeviceOptions, openSession } from './session.ts'
import { type DeviceToken, tokensAt } from './tokens.ts'

export type DeviceState =
  | { readonly status: 'new' }
  | { readonly status: 'registering'; readonly registration: RegistrationBody }
  | {
      readonly status: 'registered'
      readonly device: DeviceBody
      /** Masked; empty until the service told it. */
      readonly phone: string
    }

/** An app that the person uses, without its secret. */
export type DeviceApp = DeviceAppBody

/**
 * One authenticator of one person at one service. What fetches or changes something throws DeviceError:
 * with the service's code (docs/device-protocol.md, "Errors"), `offline` when no answer came,
 * `not-registered` before there is a device, `bad-answer` if what answers is no Countersign service.
 * When an act is answered `revoked`, everything is forgotten and the state is `new`.
 */
export interface Device {
  /** What the store holds: at hand at once, also without a network. */
  readonly state: () => DeviceState
  /** The time of the service as far as this device knows it, in milliseconds since 1970. Every time in an answer is by that clock. */
  readonly serverNow: () => number
  /** The service's name, its time (which is learnt) and the key for Web Push. "About the service". */
  readonly about: () => Promise<AboutBody>

  /**
   * Makes the keys and asks to be registered. "Registration".
   *
   * @throws DeviceError `invalid` with `fields`, `too-many` with `retryAt`, `already-registered`.
   */
  readonly register: (input: RegisterInput) => Promise<RegistrationBody>
  /** Sends the code (again), or asks on another device. @throws DeviceError `too-many` with `retryAt`. */
  readonly sendAgain: (via: RegistrationVia) => Promise<RegistrationBody>
  /** Hands in the code that came. @throws DeviceError `wrong-code` with `triesLeft`, `expired`, `refused`. */
  readonly complete: (code: string) => Promise<DeviceBody>
  /**
   * Waits until the person lets this device in on another one, or refuses it, or time runs out: the
   * `status` of what it answers says which. Goes on through outages.
   *
   * @throws what `signal` was aborted with.
   */
  readonly waitUntilLetIn: (signal?: AbortSignal) => Promise<RegistrationBody>
  /** Forgets a registration that is under way. The service forgets it by itself, after ten minutes. */
  readonly cancelRegistration: () => Promise<void>

  /** Fetches this device as the service knows it. "This device, and the others". */
  readonly refresh: () => Promise<OwnDeviceBody>
  /** Gives this device another name, 1 to 40 characters. */
  readonly rename: (name: string) => Promise<DeviceBody>
  /** Tells which version of the app this is, up to 20 characters: after an update. */
  readonly reportVersion: (version: string) => Promise<DeviceBody>
  /** The person's devices, this one first. */
  readonly devices: () => Promise<readonly DeviceBody[]>
  /** Ends a device at once, with its tokens; with its own id, this one. */
  readonly revoke: (id: number) => Promise<void>
  /** Ends this device and forgets everything, also where the service is away: then it stays listed there until somebody revokes it. */
  readonly signOut: () => Promise<void>

  /** Fetches the apps and what makes their tokens. "Apps and their tokens". */
  readonly syncApps: () => Promise<readonly DeviceApp[]>
  /** The apps as they were at the last sync. */
  readonly apps: () => readonly DeviceApp[]
  /** The tokens of now, by the service's clock; without a network too. */
  readonly tokens: () => readonly DeviceToken[]
  /** Ends the pause of an app's pushes. */
  readonly resume: (appId: number) => Promise<void>

  /** Pending requests, or past ones page by page; newest first. "Approval requests". */
  readonly approvals: (query?: ApprovalsQuery) => Promise<readonly ApprovalBody[]>
  readonly approval: (uuid: string) => Promise<ApprovalBody>
  /**
   * Approves what was shown: hand in the very object that the person looked at. `number` is the two
   * digits of the login page, where `needsNumber` is true.
   *
   * @throws DeviceError `wrong-number` with `triesLeft`, `not-pending`, `expired`, `altered`. After
   * `offline` it may have been approved or not: ask for the approval.
   */
  readonly approve: (
    approval: ApprovalBody,
    options?: { readonly number?: string | undefined },
  ) => Promise<ApprovalBody>
  /** Denies it; with `notMe` the app is told, and its pushes pause. @throws as `approve`. */
  readonly deny: (
    approval: ApprovalBody,
    options?: { readonly notMe?: boolean | undefined },
  ) => Promise<ApprovalBody>
  /** Says of a past one that it was somebody else: the app is told. */
  readonly reportNotMe: (uuid: string) => Promise<ApprovalBody>

  /** Further devices that ask to be let in. "A further device asks to be let in". */
  readonly registrationRequests: () => Promise<readonly RegistrationRequestBody[]>
  /** Lets one in, with the two digits that it shows, or refuses it. @throws DeviceError `wrong-number` with `triesLeft`. */
  readonly answerRegistration: (
    request: RegistrationRequestBody,
    answer: 'approved' | 'denied',
    number?: string,
  ) => Promise<void>

  /** Where to wake this device by Web Push; undefined ends it. */
  readonly setPush: (subscription: PushSubscription | undefined) => Promise<void>
  /**
   * Live updates, until `signal` ends them or the device is revoked. After each `connected` fetch what is
   * shown: the first time there is nothing to go on from. "Live updates".
   */
  readonly events: (signal?: AbortSignal) => AsyncIterable<DeviceEvent>
}

/**
 * Opens the device that the store holds, or a new one. Fetches nothing.
 *
 * @throws TypeError if `baseUrl` is no origin; DeviceError `bad-store` if the store cannot be read.
 *
 * @example
 * ```ts
 * const device = await openDevice({ baseUrl: 'https://2fa.example.com', store: browserStore() })
 * if (device.state().status === 'new') {
 *   await device.register({
 *     phone: '+15551234567', via: 'sms', name: "Ana's laptop", system: 'linux', version: '1.0.0',
 *   })
 *   await device.complete(prompt('The code?') ?? '')
 * }
 * await device.syncApps()
 * console.log(device.tokens())
 * ```
 */
export async function openDevice(options: DeviceOptions): Promise<Device> {
  const session = await openSession(options)
  return {
    state: () => stateOf(session.stored()),
    serverNow: session.serverNow,
    about: () => learnTime(session),
    register: (input) => register(session, input),
    sendAgain: (via) => sendAgain(session, via),
    complete: (code) => complete(session, code),
    waitUntilLetIn: (signal) => waitUntilLetIn(session, signal),
    cancelRegistration: () => cancelRegistration(session),
    refresh: () => refresh(session),
    rename: (name) => changeOwn(session, { name }),
    reportVersion: (version) => changeOwn(session, { version }),
    devices: () => listDevices(session),
    revoke: (id) => revoke(session, id),
    signOut: () => signOut(session),
    syncApps: () => syncApps(session),
    apps: () => session.stored()?.apps ?? [],
    tokens: () => tokensAt(session.stored()?.apps ?? [], session.secrets(), session.serverNow()),
    resume: (appId) => resume(session, appId),
    approvals: (query = {}) => listApprovals(session, query),
    approval: (uuid) => fetchApproval(session, uuid),
    approve: (approval, { number } = {}) =>
      answerApproval(session, approval, {
        answer: 'approved',
        number: approval.needsNumber ? (number ?? null) : null,
        notMe: false,
      }),
    deny: (approval, { notMe = false } = {}) =>
      answerApproval(session, approval, { answer: 'denied', number: null, notMe }),
    reportNotMe: (uuid) => reportNotMe(session, uuid),
    registrationRequests: () => listRegistrationRequests(session),
    answerRegistration: (request, answer, number) =>
      answerRegistration(session, request, answer, number),
    setPush: (subscription) => setPush(session, subscription),
    events: (signal) => liveUpdates(session, signal),
  }
}

function stateOf(stored: StoredDevice | undefined): DeviceState {
  if (stored === undefined) return { status: 'new' }
  const { registration, phone } = stored
  switch (registration.status) {
    case 'pending':
      return { status: 'registering', registration: registration.registration }
    case 'complete':
      return { status: 'registered', device: registration.device, phone: phone ?? '' }
  }
}
