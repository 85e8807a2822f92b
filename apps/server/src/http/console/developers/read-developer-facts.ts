import { Type } from 'typebox'
import { readDeveloperFacts as readFacts } from '../../../actions/console/requests.ts'
import { answer, refuse, route } from '../route.ts'

export const DeveloperAnswer = Type.Object({
  publicUrl: Type.String(),
  requestLogHours: Type.Integer(),
  dropped: Type.Integer(),
})

export const readDeveloperFacts = route({
  method: 'GET',
  path: '/apps/:appId/developers',
  summary: 'Read where programs call, and how long their requests are kept',
  needs: { role: 'support', apps: 'one' },
  params: Type.Object({ appId: Type.Integer() }),
  answer: DeveloperAnswer,
  async act({ deps, params }) {
    const facts = await readFacts(deps, params.appId)
    return facts === undefined ? refuse({ code: 'not-found' }) : answer(facts)
  },
})
