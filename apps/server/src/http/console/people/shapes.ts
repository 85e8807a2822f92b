import { Type } from 'typebox'
import type { PersonInApp } from '../../../actions/console/people/list-people.ts'
import { maskPhone } from '../masks.ts'

export const MaybeTime = Type.Union([Type.Integer(), Type.Null()])
const MaybeText = Type.Union([Type.String(), Type.Null()])

export const ListedPerson = Type.Object({
  appId: Type.Integer(),
  authyId: Type.Integer(),
  /** Masked for supporters. */
  phone: Type.String(),
  region: MaybeText,
  createdAt: Type.Integer(),
  confirmedAt: MaybeTime,
  suspendedAt: MaybeTime,
  devices: Type.Integer(),
  lastSeenAt: MaybeTime,
})

export const PERSON_PARAMS = Type.Object({ authyId: Type.Integer({ minimum: 1 }) })
export const PERSON_IN_APP = Type.Object({
  appId: Type.Integer(),
  authyId: Type.Integer({ minimum: 1 }),
})

export function personBody(person: PersonInApp) {
  const { phone, countryCode, isWhole, lastSeenAt, ...rest } = person
  return {
    ...rest,
    phone: isWhole ? phone : maskPhone(phone, countryCode),
    lastSeenAt: lastSeenAt ?? null,
  }
}
