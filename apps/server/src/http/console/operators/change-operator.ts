import { Type } from 'typebox'
import { renewWayIn } from '../../../actions/console/invite-operator.ts'
import {
  changeGrants as change,
  disableOperator as disable,
  enableOperator as enable,
  removePasskey,
} from '../../../actions/console/change-operator.ts'
import { endSessions } from '../../../actions/console/end-session.ts'
import { parseGrants } from '../../../domain/operator.ts'
import { answer, refuse, route } from '../route.ts'
import { answerChange, answerRemoval, APP_UNKNOWN, GRANTS_INVALID } from './explain.ts'
import {
  Done,
  DONE,
  Grants,
  linkBody,
  LinkShape,
  OperatorParams,
  PasskeyId,
  SessionId,
} from './shapes.ts'

const OWNER = { role: 'owner', apps: 'all' } as const

export const changeGrants = route({
  method: 'PUT',
  path: '/operators/:operatorId/grants',
  summary: 'Give an operator other roles',
  needs: OWNER,
  isFreshOnly: true,
  params: OperatorParams,
  body: Type.Object({ from: Grants, to: Grants }),
  answer: Done,
  async act({ deps, operator, params, body, ip }) {
    const from = parseGrants(body.from)
    const to = parseGrants(body.to)
    if (from === undefined || to === undefined) return refuse(GRANTS_INVALID)
    const actor = { operatorId: operator.operatorId, ip }
    const changed = await change(deps, actor, params.operatorId, { from, to })
    switch (changed.result) {
      case 'conflict':
        return refuse({ code: 'conflict', now: { grants: changed.now } })
      case 'app-unknown':
        return refuse(APP_UNKNOWN)
      case 'changed':
      case 'not-found':
      case 'last-owner':
        return answerChange(changed)
    }
  },
})

export const disableOperator = route({
  method: 'POST',
  path: '/operators/:operatorId/disable',
  summary: 'Lock an operator out, and end their sessions',
  needs: OWNER,
  isFreshOnly: true,
  params: OperatorParams,
  answer: Done,
  async act({ deps, operator: { operatorId }, params, ip }) {
    return answerChange(await disable(deps, { operatorId, ip }, params.operatorId))
  },
})

export const enableOperator = route({
  method: 'POST',
  path: '/operators/:operatorId/enable',
  summary: 'Let an operator in again',
  needs: OWNER,
  isFreshOnly: true,
  params: OperatorParams,
  answer: Done,
  async act({ deps, operator: { operatorId }, params, ip }) {
    return answerChange(await enable(deps, { operatorId, ip }, params.operatorId))
  },
})

export const renewOperator = route({
  method: 'POST',
  path: '/operators/:operatorId/renew',
  summary:
    'Make a one-time link by which an operator sets up their way in anew; it is shown this once',
  needs: OWNER,
  isFreshOnly: true,
  params: OperatorParams,
  answer: LinkShape,
  async act({ deps, operator: { operatorId }, params, ip }) {
    const link = await renewWayIn(deps, { operatorId, ip }, params.operatorId)
    return link === undefined ? refuse({ code: 'not-found' }) : answer(linkBody(link), 201)
  },
})

export const removeTheirPasskey = route({
  method: 'DELETE',
  path: '/operators/:operatorId/passkeys/:passkeyId',
  summary: 'Take a passkey of an operator away',
  needs: OWNER,
  isFreshOnly: true,
  params: Type.Object({ ...OperatorParams.properties, passkeyId: PasskeyId }),
  answer: Done,
  async act({ deps, operator, params, ip }) {
    const actor = { operatorId: operator.operatorId, ip }
    return answerRemoval(await removePasskey(deps, actor, params))
  },
})

export const endTheirSessions = route({
  method: 'DELETE',
  path: '/operators/:operatorId/sessions',
  summary: 'End every session of an operator',
  needs: OWNER,
  params: OperatorParams,
  answer: Done,
  async act({ deps, operator, params, ip }) {
    await endSessions(deps, { operatorId: operator.operatorId, ip }, params)
    return answer(DONE)
  },
})

export const endTheirSession = route({
  method: 'DELETE',
  path: '/operators/:operatorId/sessions/:sessionId',
  summary: 'End one session of an operator',
  needs: OWNER,
  params: Type.Object({ ...OperatorParams.properties, sessionId: SessionId }),
  answer: Done,
  async act({ deps, operator, params, ip }) {
    const ended = await endSessions(deps, { operatorId: operator.operatorId, ip }, params)
    return ended === 0 ? refuse({ code: 'not-found' }) : answer(DONE)
  },
})
