import { Type } from 'typebox'
import { listPersonMessages } from '../../../actions/console/messages/list-messages.ts'
import { MessageList, messageBody } from '../messages/shapes.ts'
import { DEFAULT_LIMIT, numberBefore, PAGING, WRONG_CURSOR } from '../paging.ts'
import { answer, refuse, route } from '../route.ts'
import { PERSON_PARAMS } from './shapes.ts'

export const listMessagesOfPerson = route({
  method: 'GET',
  path: '/people/:authyId/messages',
  summary: 'List what was sent to a person, and what became of it',
  needs: { role: 'support', apps: 'any' },
  params: PERSON_PARAMS,
  query: Type.Object(PAGING),
  answer: MessageList,
  async act({ deps, operator, params, query }) {
    const before = numberBefore(query.after)
    if (Number.isNaN(before)) return refuse(WRONG_CURSOR)
    const found = await listPersonMessages(deps, operator, {
      authyId: params.authyId,
      before,
      limit: query.limit ?? DEFAULT_LIMIT,
    })
    if (found === undefined) return refuse({ code: 'not-found' })
    return answer({
      items: found.messages.map((message) => messageBody(message, deps.now())),
      next: found.next === undefined ? null : String(found.next),
    })
  },
})
