import { Type } from 'typebox'
import { listDeliveries as list, redeliver as sendAgain } from '../../../actions/webhooks.ts'
import { answer, refuse, route } from '../route.ts'
import { Delivery, Done, OfWebhook } from './webhook-shapes.ts'

const NEEDS = { role: 'operator', apps: 'one' } as const

export const DeliveriesAnswer = Type.Object({
  items: Type.Array(Delivery),
  next: Type.Union([Type.String(), Type.Null()]),
})

export const listDeliveries = route({
  method: 'GET',
  path: '/apps/:appId/webhooks/:webhookId/deliveries',
  summary: 'List what a webhook was told, and what it answered',
  needs: NEEDS,
  params: OfWebhook,
  query: Type.Object({
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  answer: DeliveriesAnswer,
  async act({ deps, params: { appId, webhookId }, query: { after, limit = 25 } }) {
    const page = await list(deps, appId, webhookId, { after, limit })
    return page === undefined ? refuse({ code: 'not-found' }) : answer(page)
  },
})

export const redeliver = route({
  method: 'POST',
  path: '/apps/:appId/webhooks/:webhookId/deliveries/:deliveryId/redeliver',
  summary: 'Send a delivery once more, under the same id',
  needs: NEEDS,
  params: Type.Object({
    ...OfWebhook.properties,
    deliveryId: Type.String(),
  }),
  answer: Done,
  async act({ deps, params: { appId, webhookId, deliveryId } }) {
    const result = await sendAgain(deps, appId, webhookId, deliveryId)
    switch (result) {
      // Under way already: pressed twice, it is sent once.
      case 'queued':
      case 'under-way':
        return answer({}, 202)
      case 'disabled':
        return refuse({ code: 'conflict', message: 'The webhook is disabled. Enable it first.' })
      case 'not-found':
        return refuse({ code: 'not-found' })
    }
  },
})
