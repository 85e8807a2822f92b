import { Type } from 'typebox'
import { resendMessage as resend } from '../../../actions/console/messages/resend-message.ts'
import { answer, refuse, route } from '../route.ts'

export const resendMessage = route({
  method: 'POST',
  path: '/apps/:appId/messages/:messageId/resend',
  summary: 'Send a message once more, while what it carries lives',
  needs: { role: 'operator', apps: 'one' },
  params: Type.Object({
    appId: Type.Integer({ minimum: 1 }),
    messageId: Type.String({ maxLength: 100 }),
  }),
  answer: Type.Object({ messageId: Type.String() }),
  async act({ deps, operator, ip, params: { appId, messageId: id } }) {
    const outcome = await resend(deps, { operator, ip, appId, id })
    switch (outcome.result) {
      case 'sent':
        return answer({ messageId: outcome.id })
      case 'not-found':
        return refuse({ code: 'not-found' })
      case 'expired':
        return refuse({
          code: 'conflict',
          message:
            'What this message carries has expired. Send a new token from the person’s page.',
        })
      case 'just-sent':
        return refuse({
          code: 'too-many',
          message: 'It was sent once more a moment ago.',
          retryAt: outcome.retryAt,
        })
    }
  },
})
