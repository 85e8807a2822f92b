import { Type } from 'typebox'
import { removePushSubscription, setPushSubscription } from '../../actions/push-subscription.ts'
import type { PushSubscription } from '../../domain/push-subscription.ts'
import type { AuthenticatedDevice } from './authenticate.ts'
import { removePushDescription, setPushDescription } from './describe/devices.ts'
import {
  answer,
  type DeviceAnswer,
  type DeviceRequest,
  type DeviceRoute,
  refuse,
  schema,
} from './route.ts'

export const PUSH_ROUTES: readonly DeviceRoute[] = [
  {
    method: 'PUT',
    path: '/device/push',
    body: schema(
      Type.Object({
        endpoint: Type.String({ maxLength: 1_000, description: 'Of the push service, https.' }),
        keys: Type.Object({
          p256dh: Type.String({ maxLength: 100 }),
          auth: Type.String({ maxLength: 30 }),
        }),
      }),
    ),
    act: set,
    description: setPushDescription,
  },
  {
    method: 'DELETE',
    path: '/device/push',
    body: undefined,
    act: remove,
    description: removePushDescription,
  },
]

async function set(
  { deps, body }: DeviceRequest<unknown>,
  { id }: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  // The schema has checked every member.
  const done = await setPushSubscription(deps, id, body as PushSubscription)
  if (done.result === 'set') return answer({})
  return refuse({ code: 'invalid', fields: { [done.field]: 'is not what a browser would give' } })
}

async function remove(
  { deps }: DeviceRequest<unknown>,
  { id }: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  await removePushSubscription(deps, id)
  return answer({})
}
