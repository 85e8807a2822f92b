import { Type } from 'typebox'
import { chooseApps } from '../../../actions/console/chosen-apps.ts'
import { createEventWatch } from '../../../actions/console/events.ts'
import { ALL_APPS, appsWith, type Grant, isAtLeast, roleIn } from '../../../domain/operator.ts'
import { openLiveStream } from '../live-stream.ts'
import { refuse, route } from '../route.ts'
import { KIND } from './list-events.ts'

/** Tells that something happened, and never what: the page then reads the list, under its own rights. */
export const streamEvents = route({
  method: 'GET',
  path: '/events/live',
  summary: 'Be told when something happens (server-sent events)',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object({
    app: Type.Optional(Type.Integer({ minimum: 1 })),
    kind: Type.Optional(KIND),
  }),
  answer: Type.Unknown(),
  async act(request) {
    const { deps, operator, query, ip } = request
    const { app, kind } = query
    const apps = await chooseApps(deps, operator, { appId: app, route: 'GET /events/live', ip })
    if (apps === undefined) return refuse({ code: 'forbidden' })
    const look = createEventWatch(deps)
    return await openLiveStream(request, {
      name: 'events',
      look: async ({ grants }) => {
        const hasOperators = isAtLeast(roleIn(grants, ALL_APPS), 'owner')
        return await look({ appIds: visibleIn(grants, app), hasOperators, kind })
      },
    })
  },
})

/** As the grants stand by now; undefined is everything. */
function visibleIn(grants: readonly Grant[], app: number | undefined) {
  const visible = appsWith(grants, 'support')
  if (app === undefined) return visible === 'all' ? undefined : visible
  return visible === 'all' || visible.includes(app) ? [app] : []
}
