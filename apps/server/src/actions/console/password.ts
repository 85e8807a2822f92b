import { hash, verify } from '@node-rs/argon2'

/** OWASP's least for argon2id, which is the library's default algorithm: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/**
 * Of a password that nobody has, at the same cost: an address that no operator has must take as long as one
 * with a wrong password, or the time tells which addresses are operators'.
 */
export const HASH_OF_NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$Rwqwk/QA4MUGrnMyvLAieA$Bx8780DwDcMneQDCPeialy+qzOkwXD1aAiMVrpANask'

/** The hash as stored, in PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password, COST)
}

/**
 * Whether a password is the right one.
 *
 * @param stored its hash; undefined where there is no such operator, or one without a password: then it
 * takes as long, and is wrong
 * @param compare for tests that ask whether it was called
 */
export async function isRightPassword(
  stored: string | undefined,
  password: string,
  compare: (hash: string, password: string) => Promise<boolean> = verify,
): Promise<boolean> {
  const isEqual = await compare(stored ?? HASH_OF_NOBODY, password)
  return stored !== undefined && isEqual
}
