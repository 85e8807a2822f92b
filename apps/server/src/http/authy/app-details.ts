import { appDetails, appStats, type Month } from '@countersign/wire'
import { readAppStatistics } from '../../actions/app-statistics.ts'
import { type AuthyAnswer, type AuthyRequest, ok } from './route.ts'

/** `GET app/details` */
export async function appDetailsAct({ app, deps }: AuthyRequest): Promise<AuthyAnswer> {
  const isSandbox = app.plan === 'sandbox'
  return ok(
    appDetails({
      appId: app.id,
      name: app.name,
      plan: isSandbox ? 'sandbox' : 'pay_as_you_go',
      smsEnabled: app.settings.smsEnabled && (isSandbox || deps.settings.channels.has('sms')),
      phoneCallsEnabled:
        app.settings.callsEnabled && (isSandbox || deps.settings.channels.has('call')),
      onetouchEnabled: app.settings.onetouchEnabled,
    }),
  )
}

const MONTHS: readonly Month[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

/** `GET app/stats` */
export async function appStatsAct({ app, deps }: AuthyRequest): Promise<AuthyAnswer> {
  const { totalUsers, months } = await readAppStatistics(deps, app)
  return ok(
    appStats({
      appId: app.id,
      totalUsers,
      months: months.map((each) => ({ ...each, month: MONTHS[each.month] ?? 1 })),
    }),
  )
}
