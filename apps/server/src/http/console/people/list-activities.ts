import { Type } from 'typebox'
import { listActivities as list } from '../../../actions/console/people/list-activities.ts'
import { DEFAULT_LIMIT, numberBefore, PAGING, WRONG_CURSOR } from '../paging.ts'
import { answer, refuse, route } from '../route.ts'
import { PERSON_PARAMS } from './shapes.ts'

const MaybeText = Type.Union([Type.String(), Type.Null()])

export const Activities = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.Integer(),
      appId: Type.Integer(),
      kind: Type.String(),
      at: Type.Integer(),
      userIp: MaybeText,
      /** JSON in the application's own words; null for supporters. */
      data: MaybeText,
    }),
  ),
  next: MaybeText,
})

export const listActivities = route({
  method: 'GET',
  path: '/people/:authyId/activities',
  summary: 'List what applications reported of a person',
  needs: { role: 'support', apps: 'any' },
  params: PERSON_PARAMS,
  query: Type.Object(PAGING),
  answer: Activities,
  async act({ deps, operator, params, query }) {
    const before = numberBefore(query.after)
    if (Number.isNaN(before)) return refuse(WRONG_CURSOR)
    const found = await list(deps, operator, {
      authyId: params.authyId,
      before,
      limit: query.limit ?? DEFAULT_LIMIT,
    })
    if (found === undefined) return refuse({ code: 'not-found' })
    return answer({
      items: found.activities.map((each) => ({ ...each, data: each.data ?? null })),
      next: found.next === undefined ? null : String(found.next),
    })
  },
})
