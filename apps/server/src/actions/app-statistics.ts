import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { API_CALLS, sentName, usersName, verifyName } from '../domain/counter-names.ts'
import { readCounters } from '../store/read-counters.ts'

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
  await deps.tally.flush()
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
    const names = [
      verifyName('valid'),
      API_CALLS,
      usersName('added'),
      sentName('sms'),
      sentName('call'),
    ]
    const query = { appIds: [app.id], from, until, names, each: 'all' } as const
    const rows = await readCounters(deps.db, query)
    const sums = new Map(rows.map(({ name, count }) => [name, count]))
    const start = new Date(from)
    months.push({
      year: start.getUTCFullYear(),
      month: start.getUTCMonth(),
      auths: sums.get(verifyName('valid')) ?? 0,
      apiCalls: sums.get(API_CALLS) ?? 0,
      users: sums.get(usersName('added')) ?? 0,
      sms: sums.get(sentName('sms')) ?? 0,
      calls: sums.get(sentName('call')) ?? 0,
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
