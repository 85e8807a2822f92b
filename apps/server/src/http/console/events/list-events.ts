import { Type } from 'typebox'
import { chooseApps } from '../../../actions/console/chosen-apps.ts'
import { listEvents as listEventsOf } from '../../../actions/console/events.ts'
import { answer, refuse, route } from '../route.ts'

const MOMENT = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })

/** With a `_` at its end it stands for every kind that begins so: `operator_`. */
export const KIND = Type.String({ pattern: '^[a-z_]{1,60}$' })

export const Event = Type.Object({
  id: Type.Integer(),
  appId: Type.Integer(),
  authyId: Type.Union([Type.Integer(), Type.Null()]),
  at: Type.Integer(),
  kind: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
  operator: Type.Union([Type.Object({ id: Type.Integer(), name: Type.String() }), Type.Null()]),
})

export const EventsAnswer = Type.Object({
  items: Type.Array(Event),
  next: Type.Union([Type.String(), Type.Null()]),
})

export const listEvents = route({
  method: 'GET',
  path: '/events',
  summary: 'List what happened, newest first',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object({
    app: Type.Optional(Type.Integer({ minimum: 1 })),
    kind: Type.Optional(KIND),
    authyId: Type.Optional(Type.Integer({ minimum: 1 })),
    from: Type.Optional(MOMENT),
    until: Type.Optional(MOMENT),
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  answer: EventsAnswer,
  async act({ deps, operator, query, ip }) {
    const { app, kind, authyId, from, until, after, limit = 25 } = query
    const apps = await chooseApps(deps, operator, { appId: app, route: 'GET /events', ip })
    if (apps === undefined) return refuse({ code: 'forbidden' })
    const { hasOperators } = apps
    const appIds = apps.isAll ? undefined : apps.appIds
    const filter = { appIds, hasOperators, visible: apps.appIds, kind, authyId, from, until }
    return answer(await listEventsOf(deps, filter, { after, limit }))
  },
})
