import type { Deps } from '../../../deps.ts'
import { parsePhoneNumber, phoneFromE164 } from '../../../domain/phone-number.ts'
import {
  countDevices,
  findAuthyIdsByEmail,
  findPeople,
  listPeople as listStored,
  type ListedPerson,
  type PeopleCursor,
  type PeopleQuery,
} from '../../../store/people.ts'
import { findAuthyIdByPhone } from '../../read-user.ts'
import { phoneRow } from '../../sealed-rows.ts'
import { readScope } from '../scope.ts'
import type { SignedIn } from '../sessions.ts'

/** A person in an app, as lists show them. */
export interface PersonInApp extends Omit<ListedPerson, 'phoneHash' | 'sealedPhone'> {
  readonly phone: string
  readonly devices: number
  readonly lastSeenAt: number | undefined
  /** Whether the operator may read the whole number. */
  readonly isWhole: boolean
}

export interface PeoplePage {
  readonly people: readonly PersonInApp[]
  readonly next: PeopleCursor | undefined
}

/** People of the apps that the operator sees, newest or oldest first. */
export async function listPeople(
  deps: Deps,
  operator: SignedIn,
  query: Omit<PeopleQuery, 'appIds'> & { readonly appId: number | undefined },
): Promise<PeoplePage> {
  const { appIds, isOperatorOf } = await readScope(deps, operator, query.appId)
  const { people, next } = await listStored(deps.readDb, { ...query, appIds })
  return { people: await complete(deps, people, isOperatorOf), next }
}

/**
 * Who is meant by what was typed: a phone number with its country code in any spelling, an e-mail
 * address, or an Authy id. All that it can mean is found.
 */
export async function searchPeople(
  deps: Deps,
  operator: SignedIn,
  typed: string,
  appId: number | undefined,
): Promise<PeoplePage> {
  const { appIds, isOperatorOf } = await readScope(deps, operator, appId)
  const authyIds = typed.includes('@')
    ? await findAuthyIdsByEmail(
        deps.readDb,
        deps.vault.blindIndex('email', typed.trim().toLowerCase()),
        appIds,
      )
    : await findByDigits(deps, typed)
  const people = await findPeople(deps.readDb, authyIds, appIds)
  return { people: await complete(deps, people, isOperatorOf), next: undefined }
}

async function findByDigits(deps: Deps, typed: string): Promise<readonly number[]> {
  const e164 = parseTypedPhone(typed)
  const byPhone =
    e164 === undefined ? undefined : await findAuthyIdByPhone({ ...deps, db: deps.readDb }, e164)
  const asId = /^\d{1,10}$/.test(typed.trim()) ? [Number(typed)] : []
  return byPhone === undefined ? asId : [...asId, byPhone]
}

/** A number in E.164, from any spelling that begins with its country code. */
export function parseTypedPhone(typed: string): string | undefined {
  const trimmed = typed.trim()
  if (trimmed.length > 40 || !/^[+\d\s().\-/]+$/.test(trimmed)) return undefined
  const digits = trimmed.replace(/^00/, '').replaceAll(/\D/g, '')
  const spelled = phoneFromE164(`+${digits}`)
  if (spelled !== undefined) return spelled.e164
  // The fictional area code, typed as at home.
  const american = parsePhoneNumber('1', digits)
  return american.ok ? american.phone.e164 : undefined
}

async function complete(
  { readDb, vault }: Deps,
  people: readonly ListedPerson[],
  isOperatorOf: (appId: number) => boolean,
): Promise<readonly PersonInApp[]> {
  const devices = await countDevices(
    readDb,
    people.map(({ authyId }) => authyId),
  )
  return people.map(({ phoneHash, sealedPhone, ...person }) => ({
    ...person,
    phone: vault.open(sealedPhone, phoneRow(phoneHash)),
    devices: devices.get(person.authyId)?.count ?? 0,
    lastSeenAt: devices.get(person.authyId)?.lastSeenAt,
    isWhole: isOperatorOf(person.appId),
  }))
}
