import { appDetails, appStats } from '@countersign/wire'
import { Type } from 'typebox'
import { type AuthyDescription, named } from '../../reference/description.ts'
import { SUCCESS } from './answers.ts'

export const appDetailsDescription: AuthyDescription = {
  operationId: 'getAppDetails',
  tag: 'Application',
  summary: 'Get the details of the application',
  text: 'What the service knows of your application. A good way to check an API key.',
  answer: named(
    'AppDetails',
    Type.Object({
      app: Type.Object({
        name: Type.String(),
        plan: Type.Enum(['pay_as_you_go', 'starter', 'sandbox']),
        sms_enabled: Type.Boolean(),
        phone_calls_enabled: Type.Boolean(),
        app_id: Type.Integer(),
        onetouch_enabled: Type.Boolean(),
        white_label: Type.Boolean(),
      }),
      message: Type.String(),
      success: SUCCESS,
    }),
  ),
  answers: {
    details: appDetails({
      appId: 1,
      name: 'Acme',
      plan: 'pay_as_you_go',
      smsEnabled: true,
      phoneCallsEnabled: true,
      onetouchEnabled: true,
    }),
  },
}

export const appStatsDescription: AuthyDescription = {
  operationId: 'getAppStats',
  tag: 'Application',
  summary: 'Get the statistics of the application',
  text: 'How often your application called, sent and verified, month by month.',
  answer: named(
    'AppStats',
    Type.Object({
      message: Type.String(),
      count: Type.Integer({ description: 'The number of months in `stats`.' }),
      total_users: Type.Integer(),
      app_id: Type.Integer(),
      success: SUCCESS,
      stats: Type.Array(
        Type.Object({
          year: Type.Integer(),
          month: Type.String({ description: 'The English name.' }),
          auths_count: Type.Integer(),
          api_calls_count: Type.Integer(),
          users_count: Type.Integer(),
          sms_count: Type.Integer(),
          calls_count: Type.Integer(),
        }),
      ),
    }),
  ),
  answers: {
    statistics: appStats({
      appId: 1,
      totalUsers: 1,
      months: [{ year: 2023, month: 11, auths: 2, apiCalls: 6, users: 1, sms: 2, calls: 0 }],
    }),
  },
}
