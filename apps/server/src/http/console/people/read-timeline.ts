import { Type } from 'typebox'
import { readTimeline as read } from '../../../actions/console/people/read-timeline.ts'
import { DEFAULT_LIMIT, numberBefore, PAGING, WRONG_CURSOR } from '../paging.ts'
import { answer, refuse, route } from '../route.ts'
import { PERSON_PARAMS } from './shapes.ts'

export const Timeline = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.Integer(),
      appId: Type.Integer(),
      at: Type.Integer(),
      kind: Type.String(),
      facts: Type.Record(Type.String(), Type.Unknown()),
      operator: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
})

export const readTimeline = route({
  method: 'GET',
  path: '/people/:authyId/timeline',
  summary: 'Read all that happened to a person, newest first',
  needs: { role: 'support', apps: 'any' },
  params: PERSON_PARAMS,
  query: Type.Object({
    ...PAGING,
    part: Type.Optional(
      Type.Union([
        Type.Literal('tokens'),
        Type.Literal('approvals'),
        Type.Literal('devices'),
        Type.Literal('account'),
        Type.Literal('operators'),
      ]),
    ),
  }),
  answer: Timeline,
  async act({ deps, operator, params, query }) {
    const before = numberBefore(query.after)
    if (Number.isNaN(before)) return refuse(WRONG_CURSOR)
    const found = await read(deps, operator, {
      authyId: params.authyId,
      part: query.part,
      before,
      limit: query.limit ?? DEFAULT_LIMIT,
    })
    if (found === undefined) return refuse({ code: 'not-found' })
    return answer({
      items: found.entries.map((entry) => ({ ...entry, operator: entry.operator ?? null })),
      next: found.next === undefined ? null : String(found.next),
    })
  },
})
