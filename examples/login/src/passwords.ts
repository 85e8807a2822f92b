import { hash, verify } from '@node-rs/argon2'
import type { Db } from './database.ts'

/** OWASP's least for argon2id, which is the library's default algorithm: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const LEAST_PASSWORD_CHARACTERS = 10
/** Hashing costs time by its length, so there is an end to it. */
export const MOST_PASSWORD_CHARACTERS = 200

export async function hashPassword(password: string): Promise<string> {
  return await hash(password, COST)
}

/** Compares with a hash of nothing where there is no account: both answers then take the same time. */
export async function isPasswordOf(
  account: { readonly passwordHash: string } | undefined,
  password: string,
): Promise<boolean> {
  const isRight = await verify(account?.passwordHash ?? (await hashOfNothing()), password)
  return account !== undefined && isRight
}

let nothing: Promise<string> | undefined
function hashOfNothing(): Promise<string> {
  nothing ??= hashPassword(crypto.randomUUID())
  return nothing
}

const MOST_TRIES = 10
const TRIES_FOR_MS = 15 * 60_000

/**
 * Counts a try of a password for what was typed as an e-mail address, known or not, and says whether it may
 * be looked at. Increment, then look: parallel guesses never share a try.
 */
export function createPasswordTries(db: Db): {
  readonly claim: (email: string, now: number) => boolean
  readonly forget: (email: string) => void
} {
  const count = db.prepare<[string, number, number, number, number], { count: number }>(
    `insert into password_tries (who, count, ends_at) values (?, 1, ?)
     on conflict (who) do update set
       count = case when ends_at <= ? then 1 else count + 1 end,
       ends_at = case when ends_at <= ? then ? else ends_at end
     returning count`,
  )
  const forget = db.prepare<[string]>('delete from password_tries where who = ?')
  const forgetOld = db.prepare<[number]>('delete from password_tries where ends_at <= ?')
  return {
    claim(email, now) {
      forgetOld.run(now)
      const endsAt = now + TRIES_FOR_MS
      const row = count.get(email, endsAt, now, now, endsAt)
      // A limit that cannot be read is a limit that is exceeded.
      return row !== undefined && row.count <= MOST_TRIES
    },
    forget(email) {
      forget.run(email)
    },
  }
}
