import { Type } from 'typebox'
import { chooseApps } from '../../../actions/console/chosen-apps.ts'
import { watchEvents } from '../../../actions/console/events.ts'
import { streamItems } from '../stream.ts'
import { refuse, route } from '../route.ts'
import { KIND } from './list-events.ts'

export const streamEvents = route({
  method: 'GET',
  path: '/events/live',
  summary: 'Follow what happens (server-sent events)',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object({
    app: Type.Optional(Type.Integer({ minimum: 1 })),
    kind: Type.Optional(KIND),
  }),
  answer: Type.String(),
  async act({ deps, operator, query, ip, reply, whenClosed }) {
    const { app, kind } = query
    const apps = await chooseApps(deps, operator, { appId: app, route: 'GET /events/live', ip })
    if (apps === undefined) return refuse({ code: 'forbidden' })
    const appIds = apps.isAll ? undefined : apps.appIds
    return await streamItems(deps, reply, whenClosed(), (closed) =>
      watchEvents(deps, { appIds, kind }, closed),
    )
  },
})
