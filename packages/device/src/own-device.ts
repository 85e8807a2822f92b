import type { DeviceBody, OwnDeviceBody } from '@countersign/wire'
import { readDevice, readNothing, readOwnDevice } from './answers.ts'
import { DeviceError } from './device-error.ts'
import { ask } from './request.ts'
import { requireRegistered, type Session } from './session.ts'
import { listOf, record } from './shape.ts'

/** docs/device-protocol.md, "This device, and the others". */

const OWN_PATH = '/device/v1/device'

export interface PushSubscription {
  readonly endpoint: string
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

export async function refresh(session: Session): Promise<OwnDeviceBody> {
  return await adopt(
    session,
    await ask(session, { method: 'GET', path: OWN_PATH, read: readOwnDevice }),
  )
}

export async function changeOwn(
  session: Session,
  change: { readonly name: string } | { readonly version: string },
): Promise<DeviceBody> {
  const request = { method: 'PATCH', path: OWN_PATH, body: () => change } as const
  return (await adopt(session, await ask(session, { ...request, read: readOwnDevice }))).device
}

export async function listDevices(session: Session): Promise<readonly DeviceBody[]> {
  const read = record<{ devices: readonly DeviceBody[] }>({ devices: listOf(readDevice) })
  return (await ask(session, { method: 'GET', path: '/device/v1/devices', read })).devices
}

/** Its own id ends this device: it forgets everything. */
export async function revoke(session: Session, id: number): Promise<void> {
  const own = requireRegistered(session)
  const path = `/device/v1/devices/${id}`
  await ask(session, { method: 'DELETE', path, read: readNothing })
  if (id === own.registration.device.id) await session.forget(own)
}

/** Whatever the service says to it: who signs out on a train is signed out here. */
export async function signOut(session: Session): Promise<void> {
  const own = requireRegistered(session)
  try {
    await revoke(session, own.registration.device.id)
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
  } finally {
    await session.forget(own)
  }
}

export async function setPush(
  session: Session,
  subscription: PushSubscription | undefined,
): Promise<void> {
  const path = `${OWN_PATH}/push`
  if (subscription === undefined) {
    await ask(session, { method: 'DELETE', path, read: readNothing })
    return
  }
  const { endpoint, keys } = subscription
  // A browser's own object has more in it, and answers to JSON.stringify in its own way.
  const body = () => ({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } })
  await ask(session, { method: 'PUT', path, body, read: readNothing })
}

async function adopt(session: Session, own: OwnDeviceBody): Promise<OwnDeviceBody> {
  const { device, phone } = own
  await session.change((stored) => ({
    ...stored,
    registration: { status: 'complete', device },
    phone,
  }))
  return own
}
