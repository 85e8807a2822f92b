import { Type } from 'typebox'
import { readWaysIn } from '../../../actions/console/account.ts'
import { WaysInShape, waysInBody } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'

export const Account = Type.Object({
  email: Type.String(),
  name: Type.String(),
  waysIn: WaysInShape,
})

export const readAccount = route({
  method: 'GET',
  path: '/account',
  summary: 'Read the own account: name, ways in, sessions',
  needs: 'self',
  answer: Account,
  async act({ deps, operator: { operatorId, sessionId, email, name } }) {
    const waysIn = await readWaysIn(deps, operatorId)
    if (waysIn === undefined) return refuse({ code: 'not-found' })
    return answer({ email, name, waysIn: waysInBody(waysIn, sessionId) })
  },
})
