import { Type } from 'typebox'
import { createApp as create } from '../../../actions/console/apps/change-app.ts'
import { answer, refuse, route } from '../route.ts'
import { nameFailure } from './explain.ts'
import { AppNameInput, Plan } from './shapes.ts'

export const CreatedApp = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  apiKey: Type.String(),
})

export const createApp = route({
  method: 'POST',
  path: '/apps',
  summary: 'Create an application; its API key is shown this once',
  needs: { role: 'operator', apps: 'all' },
  isFreshOnly: true,
  body: Type.Object({ name: AppNameInput, plan: Plan }),
  answer: CreatedApp,
  async act({ deps, operator: { operatorId }, body, ip }) {
    const created = await create(deps, { operatorId, ip }, body)
    if (created.result !== 'created') return refuse(nameFailure(created.result))
    const { app, apiKey } = created
    return answer({ id: app.id, name: app.name, apiKey }, 201)
  },
})
