import {
  callIgnored,
  callStarted,
  emailSent,
  maskCellphone,
  osTypeOf,
  smsIgnored,
  smsSent,
} from '@countersign/wire'
import { sendToken } from '../../actions/send-token.ts'
import { booleanParam, stringParam } from './params.ts'
import {
  type AuthyAct,
  type AuthyAnswer,
  authyIdOf,
  type AuthyRequest,
  ok,
  readAll,
  refuse,
} from './route.ts'
import { textParam, userIpOf } from './text.ts'

/** `GET sms/{id}`, `GET call/{id}`, `POST email/{id}` */
export function sendTokenAct(channel: 'sms' | 'call' | 'email'): AuthyAct {
  return async (request) => {
    const read = readAll({
      action: textParam(request.params, 'action'),
      actionMessage: textParam(request.params, 'action_message'),
      locale: stringParam(request.params, 'locale'),
      force: booleanParam(request.params, 'force'),
    })
    if (!read.ok) return refuse(read.failure)
    const authyId = authyIdOf(request)
    if (authyId === undefined) return refuse({ error: 'userNotFound' })
    return await send(request, channel, authyId, read.values)
  }
}

async function send(
  { deps, app, params }: AuthyRequest,
  channel: 'sms' | 'call' | 'email',
  authyId: number,
  asked: {
    action: string | undefined
    actionMessage: string | undefined
    locale: string | undefined
    force: boolean | undefined
  },
): Promise<AuthyAnswer> {
  const result = await sendToken(deps, {
    app,
    authyId,
    channel,
    action: asked.action ?? '',
    actionMessage: asked.actionMessage,
    locale: asked.locale,
    force: asked.force ?? app.settings.forceByDefault,
    userIp: userIpOf(params),
  })
  switch (result.result) {
    case 'sent':
      return sent(channel, result)
    case 'ignored': {
      const device = osTypeOf(result.system)
      const cellphone = maskedPhone(result)
      return ok(
        channel === 'call' ? callIgnored({ cellphone, device }) : smsIgnored({ cellphone, device }),
      )
    }
    case 'unknown-user':
      return refuse({ error: 'userNotFound' })
    case 'suspended':
      return refuse({ error: 'userSuspended' })
    case 'no-email':
      return refuse({ error: 'emailInvalid' })
    case 'throttled':
      return refuse({ error: 'dosProtection' }, result.retryAt)
    case 'country-refused':
    case 'channel-disabled':
      return refuse({
        error:
          channel === 'call'
            ? 'callsDisabled'
            : channel === 'sms'
              ? 'smsDisabled'
              : 'actionNotAuthorized',
      })
  }
}

function sent(
  channel: 'sms' | 'call' | 'email',
  result: {
    phone: string
    countryCode: number
    email: string | undefined
    messageId: string | undefined
  },
): AuthyAnswer {
  const cellphone = maskedPhone(result)
  switch (channel) {
    case 'sms':
      return ok(smsSent({ cellphone }))
    case 'call':
      return ok(callStarted({ cellphone }))
    case 'email':
      return ok(
        emailSent({
          email: result.email ?? '',
          emailId: `EM${(result.messageId ?? '0'.repeat(32)).replaceAll('-', '')}`,
        }),
      )
  }
}

function maskedPhone({ countryCode, phone }: { countryCode: number; phone: string }): string {
  return maskCellphone(countryCode, phone.slice(1 + String(countryCode).length))
}
