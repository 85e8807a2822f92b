import { type DetailedDevice, osTypeOf, registrationMethodOf, userStatus } from '@countersign/wire'
import { readUser } from '../../actions/read-user.ts'
import { type AuthyAnswer, authyIdOf, type AuthyRequest, ok, refuse } from './route.ts'

/** `GET users/{id}/status` */
export async function userStatusAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  const user =
    authyId === undefined ? undefined : await readUser(request.deps, request.app.id, authyId)
  if (user === undefined) return refuse({ error: 'userNotFound' })
  const devices = user.devices.filter((device) => !isRevoked(device))
  return ok(
    userStatus({
      authyId: user.authyId,
      confirmed: user.confirmedAt !== undefined,
      registered: devices.length > 0,
      countryCode: user.countryCode,
      nationalNumber: user.phone.slice(1 + String(user.countryCode).length),
      email: user.email,
      devices: [...new Set(devices.map((device) => osTypeOf(device.system)))],
      hasHardToken: false,
      accountDisabled: false,
      detailedDevices: devices.map(detailedDevice),
      deletedDevices: user.devices.filter(isRevoked).map(detailedDevice),
    }),
  )
}

type Device = NonNullable<Awaited<ReturnType<typeof readUser>>>['devices'][number]

function isRevoked(device: Device): boolean {
  return device.revokedAt !== undefined
}

function detailedDevice(device: Device): DetailedDevice {
  return {
    deviceType: 'authy',
    osType: osTypeOf(device.system),
    registrationDeviceId: null,
    registrationMethod: registrationMethodOf(device.registeredVia),
    deviceId: device.id,
    lastSyncDate: Math.floor(device.lastSeenAt / 1_000),
    creationDate: Math.floor(device.registeredAt / 1_000),
  }
}
