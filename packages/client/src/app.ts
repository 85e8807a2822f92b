import { call } from './call.ts'
import type { CallOptions, Settings } from './options.ts'
import { booleanIn, isBody, listIn, numberIn, objectIn, textIn } from './read-body.ts'

/** Your app itself (docs/wire §5). Every call throws CountersignError for a fault. */
export interface App {
  /**
   * Reads the app's name and what is on. A good way to check a key at start-up: a wrong one is
   * `api-key-invalid`.
   *
   * @example
   * const app = await countersign.app.details()
   * return `${app.name} is ready.`
   */
  details(options?: CallOptions): Promise<AppDetails>
  /**
   * Reads what was used in each month.
   *
   * @example
   * const { totalUsers, months } = await countersign.app.statistics()
   * return `${totalUsers} people, ${months.length} months`
   */
  statistics(options?: CallOptions): Promise<AppStatistics>
}

export interface AppDetails {
  readonly id: number
  readonly name: string
  /** Such as `pay_as_you_go` or `sandbox`. */
  readonly plan: string
  readonly isSmsEnabled: boolean
  readonly isCallsEnabled: boolean
  readonly isApprovalsEnabled: boolean
}

export interface AppStatistics {
  readonly totalUsers: number
  readonly months: readonly MonthStatistics[]
}

export interface MonthStatistics {
  readonly year: number
  /** 1 is January. */
  readonly month: number
  readonly authentications: number
  readonly apiCalls: number
  readonly users: number
  readonly sms: number
  readonly calls: number
}

const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

/** @internal */
export function createApp(settings: Settings): App {
  return {
    details: (options) =>
      call(
        settings,
        {
          route: 'GET /app/details',
          isHarmless: true,
          read(body) {
            const app = objectIn(body, 'app')
            return {
              id: numberIn(app, 'app_id'),
              name: textIn(app, 'name'),
              plan: textIn(app, 'plan'),
              isSmsEnabled: booleanIn(app, 'sms_enabled'),
              isCallsEnabled: booleanIn(app, 'phone_calls_enabled'),
              isApprovalsEnabled: booleanIn(app, 'onetouch_enabled'),
            }
          },
        },
        options,
      ),
    statistics: (options) =>
      call(
        settings,
        {
          route: 'GET /app/stats',
          isHarmless: true,
          read: (body) => ({
            totalUsers: numberIn(body, 'total_users'),
            months: listIn(body, 'stats')
              .filter(isBody)
              .map((month) => ({
                year: numberIn(month, 'year'),
                month: MONTHS.indexOf(textIn(month, 'month')) + 1,
                authentications: numberIn(month, 'auths_count'),
                apiCalls: numberIn(month, 'api_calls_count'),
                users: numberIn(month, 'users_count'),
                sms: numberIn(month, 'sms_count'),
                calls: numberIn(month, 'calls_count'),
              })),
          }),
        },
        options,
      ),
  }
}
