import { Type } from 'typebox'
import { readWaysIn } from '../../../actions/console/account.ts'
import { readOperator as read } from '../../../actions/console/list-operators.ts'
import { answer, refuse, route } from '../route.ts'
import { OperatorParams, OperatorShape, operatorBody, WaysInShape, waysInBody } from './shapes.ts'

export const OperatorAnswer = Type.Object({ operator: OperatorShape, waysIn: WaysInShape })

export const readOperator = route({
  method: 'GET',
  path: '/operators/:operatorId',
  summary: 'Read an operator: roles, ways in, sessions',
  needs: { role: 'owner', apps: 'all' },
  params: OperatorParams,
  answer: OperatorAnswer,
  async act({ deps, operator, params }) {
    const found = await read(deps, params.operatorId)
    const waysIn = await readWaysIn(deps, params.operatorId)
    if (found === undefined || waysIn === undefined) return refuse({ code: 'not-found' })
    return answer({
      operator: operatorBody(found),
      waysIn: waysInBody(waysIn, operator.sessionId),
    })
  },
})
