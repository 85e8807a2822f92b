import { Type } from 'typebox'
import { listApps as list } from '../../../actions/console/apps/list-apps.ts'
import { Role } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'
import { Plan } from './shapes.ts'

export const AppList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      plan: Plan,
      createdAt: Type.Integer(),
      role: Role,
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
})

export const listApps = route({
  method: 'GET',
  path: '/apps',
  summary: 'List the applications that one may see',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object({
    q: Type.Optional(Type.String({ maxLength: 100 })),
    plan: Type.Optional(Plan),
    sort: Type.Optional(
      Type.Union([
        Type.Literal('name'),
        Type.Literal('-name'),
        Type.Literal('created'),
        Type.Literal('-created'),
      ]),
    ),
    after: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  answer: AppList,
  async act({ deps, operator, query }) {
    const page = await list(deps, operator, {
      search: query.q === '' ? undefined : query.q,
      plan: query.plan,
      sort: query.sort ?? 'name',
      after: query.after,
      limit: query.limit ?? 25,
    })
    return page === undefined
      ? refuse({ code: 'invalid', fields: { after: 'This is no cursor of this list.' } })
      : answer(page)
  },
})
