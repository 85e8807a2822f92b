import { Type } from 'typebox'
import { listMessages as list } from '../../../actions/console/messages/list-messages.ts'
import { DEFAULT_LIMIT, numberBefore, PAGING, WRONG_CURSOR } from '../paging.ts'
import { answer, refuse, route } from '../route.ts'
import { Message, MessageList, messageBody } from './shapes.ts'

export const listMessages = route({
  method: 'GET',
  path: '/messages',
  summary: 'List messages with their delivery',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object({
    ...PAGING,
    app: Type.Optional(Type.Integer({ minimum: 1 })),
    channel: Type.Optional(Message.properties.channel),
    status: Type.Optional(Message.properties.status),
    provider: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,40}$' })),
    /** A number with its country code, or an address. */
    to: Type.Optional(Type.String({ maxLength: 254 })),
    /** Milliseconds. */
    from: Type.Optional(Type.Integer({ minimum: 0 })),
    until: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  answer: MessageList,
  async act({ deps, operator, query }) {
    const before = numberBefore(query.after)
    if (Number.isNaN(before)) return refuse(WRONG_CURSOR)
    const { app: appId, channel, status, provider, to, from, until } = query
    const found = await list(deps, operator, {
      appId,
      channel,
      status,
      provider,
      to: to?.trim() === '' ? undefined : to,
      from,
      until,
      before,
      limit: query.limit ?? DEFAULT_LIMIT,
    })
    if (found === 'recipient-invalid')
      return refuse({
        code: 'invalid',
        fields: { to: 'is no number with its country code, and no e-mail address' },
      })
    return answer({
      items: found.messages.map((message) => messageBody(message, deps.now())),
      next: found.next === undefined ? null : String(found.next),
    })
  },
})
