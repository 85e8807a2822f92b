import type { RegistrationStatement } from '@countersign/wire'
import { CLOCK_WINDOW_MS, DEVICE_SYSTEMS, REGISTRATION_TYPE } from '@countersign/wire'
import { Type } from 'typebox'
import {
  answerRegistration,
  listRegistrationRequests,
} from '../../actions/devices/answer-registration.ts'
import {
  changeDevice,
  listDevices,
  readOwnDevice,
  revokeDevice,
} from '../../actions/devices/change-devices.ts'
import { type AuthenticatedDevice, verifyStatement } from './authenticate.ts'
import { deviceBody, ownDeviceBody, registrationRequestBody } from './bodies.ts'
import {
  answerRegistrationDescription,
  changeDeviceDescription,
  listDevicesDescription,
  listRegistrationRequestsDescription,
  readOwnDescription,
  revokeDeviceDescription,
} from './describe/devices.ts'
import { deviceName, deviceVersion } from './device-name.ts'
import { over } from './registrations.ts'
import {
  answer,
  type DeviceAnswer,
  type DeviceRequest,
  type DeviceRoute,
  idPart,
  pathPart,
  refuse,
  schema,
} from './route.ts'

const STATEMENT = schema(
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    system: Type.Enum([...DEVICE_SYSTEMS]),
    answer: Type.Enum(['approved', 'denied']),
    number: Type.Union([Type.String(), Type.Null()]),
    answeredAt: Type.Number(),
  }),
)

export const DEVICE_ROUTES: readonly DeviceRoute[] = [
  {
    method: 'GET',
    path: '/device',
    body: undefined,
    act: readOwn,
    description: readOwnDescription,
  },
  {
    method: 'PATCH',
    path: '/device',
    body: schema(
      Type.Object({ name: Type.Optional(deviceName), version: Type.Optional(deviceVersion) }),
    ),
    act: change,
    description: changeDeviceDescription,
  },
  {
    method: 'GET',
    path: '/devices',
    body: undefined,
    act: list,
    description: listDevicesDescription,
  },
  {
    method: 'DELETE',
    path: '/devices/:id',
    body: undefined,
    act: revoke,
    description: revokeDeviceDescription,
  },
  {
    method: 'GET',
    path: '/registration-requests',
    body: undefined,
    act: listRequests,
    description: listRegistrationRequestsDescription,
  },
  {
    method: 'POST',
    path: '/registration-requests/:id/answer',
    body: schema(
      Type.Object({
        statement: Type.String({ maxLength: 4_096, description: 'The signed answer.' }),
      }),
    ),
    act: answerRequest,
    description: answerRegistrationDescription,
  },
]

async function readOwn(
  { deps }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const own = await readOwnDevice(deps, device.id)
  return own === undefined ? refuse({ code: 'not-found' }) : answer(ownDeviceBody(own))
}

async function change(
  request: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  // The schema has checked both.
  const { name, version } = request.body as { readonly name?: string; readonly version?: string }
  await changeDevice(request.deps, device, {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
  })
  return await readOwn(request, device)
}

async function list(
  { deps }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const devices = await listDevices(deps, device)
  return answer({ devices: devices.map((each) => deviceBody(each, device.id)) })
}

async function revoke(
  { deps, http }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const outcome = await revokeDevice(deps, device.authyId, idPart(http))
  return outcome === 'revoked' ? answer({}) : refuse({ code: 'not-found' })
}

async function listRequests(
  { deps }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const rows = await listRegistrationRequests(deps, device.authyId)
  return answer({ requests: rows.map(registrationRequestBody) })
}

async function answerRequest(
  { deps, http, body }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const { statement } = body as { readonly statement: string }
  const signed = await verifyStatement(statement, REGISTRATION_TYPE, device)
  if (!STATEMENT().Check(signed)) return refuse({ code: 'altered', field: 'statement' })
  // The schema has just checked every member.
  const said = signed as RegistrationStatement
  if (said.id !== pathPart(http, 'id')) return refuse({ code: 'altered', field: 'id' })
  if (Math.abs(deps.now() - said.answeredAt) > CLOCK_WINDOW_MS)
    return refuse({ code: 'clock', serverTime: deps.now() })
  const outcome = await answerRegistration(deps, device, said)
  switch (outcome.result) {
    case 'answered':
      return answer({})
    case 'not-found':
      return refuse({ code: 'not-found' })
    case 'over':
      return refuse(over(outcome.status))
    case 'altered':
      return refuse({ code: 'altered', field: outcome.field })
    case 'wrong-number':
      return refuse({ code: 'wrong-number', triesLeft: outcome.triesLeft })
    case 'too-many-devices':
      return refuse({ code: 'too-many' })
  }
}
