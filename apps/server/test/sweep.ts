import { sweepExpired } from '../src/actions/retention.ts'
import type { Deps } from '../src/deps.ts'
import { DEFAULT_KEEP_DAYS, type KeepDays } from '../src/domain/keep-days.ts'

/** Deletes all that is past its time, without the rests; answers with the number of transactions. */
export async function sweep(
  { db, dialect }: Pick<Deps, 'db' | 'dialect'>,
  now: number,
  keep: Partial<KeepDays> = {},
): Promise<number> {
  let transactions = 0
  const settings = { keep: { ...DEFAULT_KEEP_DAYS, ...keep } }
  for await (const _ of sweepExpired({ db, dialect, now: () => now, settings })) transactions++
  return transactions
}
