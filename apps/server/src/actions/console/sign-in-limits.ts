import type { Deps } from '../../deps.ts'
import { addressRange } from '../../domain/address-range.ts'
import type { Limit } from '../hot/counting.ts'
import { raiseLimitsOnce } from '../raise-limits-once.ts'

const TEN_MINUTES_MS = 600_000
const HOUR_MS = 3_600_000

/** Of one address for one operator: enough for fingers that slip. */
const TRIES_OF_ADDRESS_FOR_OPERATOR = 10

/** For one operator from wherever, in an hour. Behind a right password there is a second factor still. */
const TRIES_FOR_OPERATOR = 50

/** Of one address, whoever it is about: an office behind one address, not a list of addresses. */
const TRIES_OF_ADDRESS = 100

/**
 * Counts a try with a password before it is looked at, so that many at once find no gap.
 *
 * @returns until when there are too many, in milliseconds, if there are
 */
export async function countPasswordTry(
  deps: Pick<Deps, 'db' | 'now'>,
  of: { readonly emailHash: string; readonly ip: string },
): Promise<number | undefined> {
  const range = addressRange(of.ip)
  const limits: readonly Limit[] = [
    {
      id: `console-password/both/${of.emailHash}/${range}`,
      limit: TRIES_OF_ADDRESS_FOR_OPERATOR,
      windowMs: TEN_MINUTES_MS,
    },
    {
      id: `console-password/operator/${of.emailHash}`,
      limit: TRIES_FOR_OPERATOR,
      windowMs: HOUR_MS,
    },
    addressLimit('password', range),
  ]
  return (await raiseLimitsOnce(deps.db, limits, deps.now()))?.retryAt
}

/** Counts a request of somebody who is not signed in, against their address alone. */
export async function countOpenRequest(
  deps: Pick<Deps, 'db' | 'now'>,
  what: 'passkey' | 'welcome' | 'ticket',
  ip: string,
): Promise<number | undefined> {
  const limits = [addressLimit(what, addressRange(ip))]
  return (await raiseLimitsOnce(deps.db, limits, deps.now()))?.retryAt
}

function addressLimit(what: string, range: string): Limit {
  return {
    id: `console-${what}/address/${range}`,
    limit: TRIES_OF_ADDRESS,
    windowMs: TEN_MINUTES_MS,
  }
}
