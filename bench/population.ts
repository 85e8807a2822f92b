/** Authy ids of the seeded users, spread over the key space: a multiplication modulo a prime visits each once. */
export function seededAuthyId(index: number): number {
  return 10_000_000 + Number((BigInt(index + 1) * 1_103_515_245n) % 2_137_483_643n)
}

/** The phone of user `index`, of the area that is kept for fiction. */
export function seededPhone(index: number): string {
  return `+1555${String(index).padStart(7, '0')}`
}

/** Tokens of user `index`, one for each of ACTIONS. */
export function seededToken(index: number, action: number): string {
  return String((index * 7 + action * 13 + 1_234_567) % 10_000_000).padStart(7, '0')
}

/** Every user has a token for each: a minute of verifying needs more of them than there are users. */
export const ACTIONS: readonly string[] = ['', 'transfer', 'payee']

/** A walk over all users that jumps about, as real logins do. */
export function seededOrder(position: number, users: number): number {
  return Number((BigInt(position) * 982_451_653n) % BigInt(users))
}
