import type { Deps } from '../../deps.ts'
import { recordEvent } from '../../store/counters.ts'
import { refusedAnswer } from '../hot/record-answers.ts'
import { admitDevice } from './admit-device.ts'

/** Takes the nonce of an answer that is none, and records it where the request is one that there is. */
export async function refuseAnswer(
  deps: Deps,
  device: { readonly id: number; readonly nonce: string; readonly nonceExpiresAt: number },
  answer: { readonly uuid: string; readonly reason: string; readonly ip: string },
): Promise<'refused' | 'replayed' | 'revoked'> {
  const { uuid, reason, ip } = answer
  const { id: deviceId, nonce, nonceExpiresAt } = device
  const admitted = await admitDevice(deps, { deviceId, nonce, nonceExpiresAt, ip })
  const row = await deps.db
    .selectFrom('approval_requests')
    .select(['app_id as appId', 'authy_id as authyId', 'uuid'])
    .where('uuid', '=', uuid)
    .executeTakeFirst()
  if (row !== undefined)
    await recordEvent(deps.db, refusedAnswer(row, reason, deviceId, deps.now()))
  return admitted.result === 'admitted' ? 'refused' : admitted.result
}
