import type { WireObject } from '../wire-value.ts'

export interface AppDetails {
  readonly appId: number
  readonly name: string
  readonly plan: 'pay_as_you_go' | 'starter' | 'sandbox'
  readonly smsEnabled: boolean
  readonly phoneCallsEnabled: boolean
  readonly onetouchEnabled: boolean
}

/** Answer to `app/details`, all of it needed by one client or another (docs/wire §5.1, §18). */
export function appDetails(app: AppDetails): WireObject {
  return {
    app: {
      name: app.name,
      plan: app.plan,
      sms_enabled: app.smsEnabled,
      phone_calls_enabled: app.phoneCallsEnabled,
      app_id: app.appId,
      onetouch_enabled: app.onetouchEnabled,
      white_label: false,
    },
    message: 'Application information.',
    success: true,
  }
}

export interface MonthStats {
  readonly year: number
  /** 1 is January. */
  readonly month: Month
  readonly auths: number
  readonly apiCalls: number
  readonly users: number
  readonly sms: number
  readonly calls: number
}

export type Month = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12

const MONTH_NAMES: Readonly<Record<Month, string>> = {
  1: 'January',
  2: 'February',
  3: 'March',
  4: 'April',
  5: 'May',
  6: 'June',
  7: 'July',
  8: 'August',
  9: 'September',
  10: 'October',
  11: 'November',
  12: 'December',
}

/** Answer to `app/stats`: exactly seven keys to a month, or authy-client refuses it (docs/wire §5.2). */
export function appStats(stats: {
  readonly appId: number
  readonly totalUsers: number
  readonly months: readonly MonthStats[]
}): WireObject {
  return {
    message: 'Monthly statistics.',
    count: stats.months.length,
    total_users: stats.totalUsers,
    app_id: stats.appId,
    success: true,
    stats: stats.months.map((month) => ({
      year: month.year,
      month: MONTH_NAMES[month.month],
      auths_count: month.auths,
      api_calls_count: month.apiCalls,
      users_count: month.users,
      sms_count: month.sms,
      calls_count: month.calls,
    })),
  }
}
