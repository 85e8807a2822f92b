import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { sumCounters } from '../store/counters.ts'

/** Months that are told at most: the current one and the eleven before. */
const MONTHS = 12

export interface MonthStatistics {
  readonly year: number
  /** 0 is January. */
  readonly month: number
  readonly auths: number
  readonly apiCalls: number
  readonly users: number
  readonly sms: number
  readonly calls: number
}

export interface AppStatistics {
  readonly totalUsers: number
  readonly months: readonly MonthStatistics[]
}

/** Counts by calendar month (UTC), oldest first, from the app's first month on. */
export async function readAppStatistics(deps: Deps, app: App): Promise<AppStatistics> {
  await deps.apiCalls.flush()
  const now = new Date(deps.now())
  const created = new Date(app.createdAt)
  const age =
    (now.getUTCFullYear() - created.getUTCFullYear()) * 12 +
    now.getUTCMonth() -
    created.getUTCMonth()
  const count = Math.min(MONTHS, Math.max(0, age) + 1)
  const months: MonthStatistics[] = []
  for (let back = count - 1; back >= 0; back--) {
    const from = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)
    const until = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1)
    const sums = await sumCounters(deps.db, app.id, from, until)
    const start = new Date(from)
    months.push({
      year: start.getUTCFullYear(),
      month: start.getUTCMonth(),
      auths: sums.get('verify/valid') ?? 0,
      apiCalls: sums.get('api-calls') ?? 0,
      users: sums.get('users/added') ?? 0,
      sms: sums.get('sent/sms') ?? 0,
      calls: sums.get('sent/call') ?? 0,
    })
  }
  const { total } = await deps.db
    .selectFrom('app_users')
    .select((eb) => eb.fn.countAll<number | string>().as('total'))
    .where('app_id', '=', app.id)
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { totalUsers: Number(total), months }
}
