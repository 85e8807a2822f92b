import { Type } from 'typebox'
import { listRequests as listRequestsOf } from '../../../actions/console/requests.ts'
import { answer, route } from '../route.ts'

const MOMENT = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })

export const RequestsAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.Integer(),
      at: Type.Integer(),
      method: Type.String(),
      route: Type.String(),
      path: Type.String(),
      status: Type.Integer(),
      errorCode: Type.Union([Type.String(), Type.Null()]),
      durationMs: Type.Integer(),
      requestId: Type.String(),
      /** JSON, masked; cut where it was long. */
      request: Type.String(),
      response: Type.String(),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
})

export const listRequests = route({
  method: 'GET',
  path: '/apps/:appId/requests',
  summary: 'List the requests of an application, secrets masked',
  needs: { role: 'support', apps: 'one' },
  params: Type.Object({ appId: Type.Integer() }),
  query: Type.Object({
    /** 400 is every status from 400 to 499. */
    status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
    errorCode: Type.Optional(Type.String({ pattern: '^60\\d{3}$' })),
    path: Type.Optional(Type.String({ maxLength: 100 })),
    requestId: Type.Optional(Type.String({ maxLength: 60 })),
    from: Type.Optional(MOMENT),
    until: Type.Optional(MOMENT),
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  answer: RequestsAnswer,
  async act({ deps, params, query }) {
    const { status, errorCode, path, requestId, from, until, after, limit = 25 } = query
    const filter = { appId: params.appId, status, errorCode, path, requestId, from, until }
    return answer(await listRequestsOf(deps, filter, { after, limit }))
  },
})
