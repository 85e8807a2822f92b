import type { Deps } from '../deps.ts'
import {
  type ParsedSubscription,
  parsePushSubscription,
  type PushSubscription,
} from '../domain/push-subscription.ts'
import { deletePushSubscription, savePushSubscription } from '../store/push-subscriptions.ts'
import { pushSubscriptionRow } from './sealed-rows.ts'

const IV_BYTES = 12

export type SetPushSubscriptionResult =
  | { readonly result: 'set' }
  | {
      readonly result: 'refused'
      readonly field: Extract<ParsedSubscription, { readonly ok: false }>['field']
    }

/** Where this device is woken from now on, in place of where it was before. */
export async function setPushSubscription(
  deps: Deps,
  deviceId: number,
  input: PushSubscription,
): Promise<SetPushSubscriptionResult> {
  const parsed = parsePushSubscription(input, deps.settings.outboundAllowed)
  if (!parsed.ok) return { result: 'refused', field: parsed.field }
  const sealed = deps.vault.seal(
    JSON.stringify(parsed.subscription),
    pushSubscriptionRow(deviceId),
    deps.random(IV_BYTES),
  )
  await savePushSubscription(deps.db, deviceId, sealed, deps.now())
  return { result: 'set' }
}

/** From now on this device is not woken. */
export async function removePushSubscription(deps: Deps, deviceId: number): Promise<void> {
  await deletePushSubscription(deps.db, deviceId)
}
