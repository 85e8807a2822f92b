import type { Deps } from '../../deps.ts'
import { type RegistrationStatus, registrationStatusAt } from '../../domain/device-registration.ts'
import { findRegistration, type RegistrationRow } from '../../store/device-registrations.ts'
import { type Device, findDevice } from '../../store/devices.ts'
import { registrationTopic } from '../../store/signals.ts'
import { deviceRegistrationRow } from '../sealed-rows.ts'
import { waitUntil } from '../wait-until.ts'
import { stateOf } from './start-registration.ts'

export interface RegistrationView {
  readonly row: RegistrationRow
  readonly status: RegistrationStatus
  readonly number: string | undefined
  readonly device: Device | undefined
}

/** A registration as the device that began it may see it; waits while it is pending. */
export async function readRegistration(
  deps: Deps,
  input: {
    readonly id: string
    readonly signingKey: string
    readonly waitMs: number
    readonly closed: AbortSignal
  },
): Promise<RegistrationView | undefined> {
  return await waitUntil(deps, registrationTopic(input.id), input, async () => {
    const row = await findRegistration(deps.db, input.id)
    if (row === undefined || row.signing_key !== input.signingKey)
      return { value: undefined, isSettled: true, changesAt: undefined }
    const status = registrationStatusAt(stateOf(row), deps.now())
    const number =
      row.asked_device_at === null
        ? undefined
        : deps.vault.open(row.sealed_number, deviceRegistrationRow(row.id))
    const device = row.device_id === null ? undefined : await findDevice(deps.db, row.device_id)
    return {
      value: { row, status, number, device },
      isSettled: status !== 'pending',
      changesAt: row.expires_at,
    }
  })
}
