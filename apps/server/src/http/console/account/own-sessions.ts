import { Type } from 'typebox'
import { endSessions } from '../../../actions/console/end-session.ts'
import { Done, DONE, SessionId } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'

export const endOtherSessions = route({
  method: 'DELETE',
  path: '/account/sessions',
  summary: 'End every own session but this one',
  needs: 'self',
  answer: Done,
  async act({ deps, operator: { operatorId, sessionId }, ip }) {
    await endSessions(deps, { operatorId, ip }, { operatorId, but: sessionId })
    return answer(DONE)
  },
})

export const endOwnSession = route({
  method: 'DELETE',
  path: '/account/sessions/:sessionId',
  summary: 'End one own session',
  needs: 'self',
  params: Type.Object({ sessionId: SessionId }),
  answer: Done,
  async act({ deps, operator: { operatorId }, params, ip }) {
    const ended = await endSessions(deps, { operatorId, ip }, { operatorId, ...params })
    return ended === 0 ? refuse({ code: 'not-found' }) : answer(DONE)
  },
})
