import { Type } from 'typebox'
import { changeApp as change, readApp as read } from '../../../actions/console/apps/change-app.ts'
import { Done, DONE } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'
import { nameFailure } from './explain.ts'
import { AppNameInput, AppParams, Plan } from './shapes.ts'

export const AppAnswer = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  plan: Plan,
  createdAt: Type.Integer(),
})

export const readApp = route({
  method: 'GET',
  path: '/apps/:appId',
  summary: 'Read an application',
  needs: { role: 'support', apps: 'one' },
  params: AppParams,
  answer: AppAnswer,
  async act({ deps, params }) {
    const app = await read(deps, params.appId)
    if (app === undefined) return refuse({ code: 'not-found' })
    const { id, name, plan, createdAt } = app
    return answer({ id, name, plan, createdAt })
  },
})

const NameAndPlan = Type.Object({ name: AppNameInput, plan: Plan })

export const changeApp = route({
  method: 'PUT',
  path: '/apps/:appId',
  summary: 'Rename an application, or change its plan',
  needs: { role: 'operator', apps: 'one' },
  params: AppParams,
  body: Type.Object({ from: NameAndPlan, to: NameAndPlan }),
  answer: Done,
  async act({ deps, operator, params, body, ip }) {
    const { operatorId, isFresh } = operator
    const changed = await change(deps, { operatorId, ip, isFresh }, params.appId, body)
    switch (changed.result) {
      case 'changed':
        return answer(DONE)
      case 'not-found':
        return refuse({ code: 'not-found' })
      case 'conflict':
        return refuse({ code: 'conflict', now: { ...changed.now } })
      case 'needs-proof':
        return refuse({ code: 'reauthenticate' })
      case 'name-invalid':
      case 'name-taken':
        return refuse(nameFailure(changed.result))
    }
  },
})
