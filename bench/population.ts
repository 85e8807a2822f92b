/** Authy ids are spread over their space, in the order in which the people are numbered; who comes next jumps about (`seededOrder`). */
export const FIRST_AUTHY_ID = 10_000_000
export const AUTHY_ID_STEP = 211

export function seededAuthyId(index: number): number {
  return FIRST_AUTHY_ID + index * AUTHY_ID_STEP
}

/** The phone of user `index`, of the area that is kept for fiction. */
export function seededPhone(index: number): string {
  return `+1555${String(index).padStart(7, '0')}`
}

/** Token of user `index` for the action with this number. */
export function seededToken(index: number, action: number): string {
  return String((index * 7 + action * 13 + 1_234_567) % 10_000_000).padStart(7, '0')
}

/** The action with this number: the plain login, then others. */
export function seededAction(action: number): string {
  return action === 0 ? '' : `action-${action}`
}

/** More than one process verifies in a second here. */
const MOST_PER_SECOND = 20_000

/** How many tokens a round of so many seconds can reach. */
export function tokensReachedIn(seconds: number): number {
  return seconds * MOST_PER_SECOND
}

/** For how many actions each user needs a token, so that none is used twice in so many seconds. */
export function tokensEachFor(users: number, seconds: number): number {
  return Math.max(1, Math.ceil(tokensReachedIn(seconds) / users))
}

/** A walk over all users that jumps about, as real logins do. */
export function seededOrder(position: number, users: number): number {
  return Number((BigInt(position) * 982_451_653n) % BigInt(users))
}

/** Area codes of the United States, for phone numbers that are verified without a user. Nothing is sent to them. */
const AREAS = [317, 415, 503, 617, 713]
const NUMBERS_OF_AREA = 8_000_000

/** The national number of the phone verification of this number: none comes twice. */
export function startedPhone(position: number): string {
  const area = AREAS[Math.floor(position / NUMBERS_OF_AREA) % AREAS.length] ?? 0
  return `${area}${2_000_000 + (position % NUMBERS_OF_AREA)}`
}
