import { Type } from 'typebox'
import {
  createWebhook as create,
  deleteWebhook as remove,
  enableWebhook as enable,
  listWebhooks as list,
  testWebhook as sendTest,
} from '../../../actions/webhooks.ts'
import { MOST_WEBHOOKS, parseWebhook } from '../../../domain/webhook.ts'
import { WEBHOOK_EVENT_NAMES, WEBHOOK_EVENTS } from '../../../domain/webhook-events.ts'
import { answer, refuse, route } from '../route.ts'
import { Done, OfApp, OfWebhook, Webhook } from './webhook-shapes.ts'

/** A URL may hold a secret of the app's: support sees none. */
const NEEDS = { role: 'operator', apps: 'one' } as const

export const WebhooksAnswer = Type.Object({
  items: Type.Array(Webhook),
  /** What a webhook can be told of, and whether it ever happens here. */
  events: Type.Array(Type.Object({ name: Type.String(), happens: Type.Boolean() })),
})

export const WebhookCreatedAnswer = Type.Object({ webhook: Webhook, signingKey: Type.String() })

export const listWebhooks = route({
  method: 'GET',
  path: '/apps/:appId/webhooks',
  summary: 'List the webhooks of an application',
  needs: NEEDS,
  params: OfApp,
  answer: WebhooksAnswer,
  async act({ deps, params }) {
    const events = WEBHOOK_EVENT_NAMES.map((name) => ({
      name,
      happens: WEBHOOK_EVENTS[name] !== undefined,
    }))
    return answer({ items: await list(deps, params.appId), events })
  },
})

export const createWebhook = route({
  method: 'POST',
  path: '/apps/:appId/webhooks',
  summary: 'Create a webhook; its signing key is shown once',
  needs: NEEDS,
  // It sends what happens to people to wherever it is told.
  isFreshOnly: true,
  params: OfApp,
  body: Type.Object({
    name: Type.String({ maxLength: 500 }),
    url: Type.String({ maxLength: 2_000 }),
    events: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 }),
  }),
  answer: WebhookCreatedAnswer,
  async act({ deps, params, body, operator, ip }) {
    const parsed = parseWebhook(body)
    if (!parsed.ok) return refuse({ code: 'invalid', fields: parsed.fields })
    const { operatorId } = operator
    const created = await create(deps, params.appId, parsed.webhook, { operatorId, ip })
    if (created.result === 'too-many') {
      const message = `An application has at most ${MOST_WEBHOOKS} webhooks. Delete one first.`
      return refuse({ code: 'too-many', message })
    }
    const { webhook, signingKey } = created
    return answer({ webhook, signingKey }, 201)
  },
})

export const deleteWebhook = route({
  method: 'DELETE',
  path: '/apps/:appId/webhooks/:webhookId',
  summary: 'Delete a webhook with its deliveries',
  needs: NEEDS,
  params: OfWebhook,
  answer: Done,
  async act({ deps, params: { appId, webhookId }, operator: { operatorId }, ip }) {
    const result = await remove(deps, appId, webhookId, { operatorId, ip })
    return result === 'deleted' ? answer({}) : refuse({ code: 'not-found' })
  },
})

export const enableWebhook = route({
  method: 'POST',
  path: '/apps/:appId/webhooks/:webhookId/enable',
  summary: 'Enable a webhook that failures disabled',
  needs: NEEDS,
  params: OfWebhook,
  answer: Done,
  async act({ deps, params: { appId, webhookId }, operator: { operatorId }, ip }) {
    const result = await enable(deps, appId, webhookId, { operatorId, ip })
    return result === 'enabled' ? answer({}) : refuse({ code: 'not-found' })
  },
})

export const testWebhook = route({
  method: 'POST',
  path: '/apps/:appId/webhooks/:webhookId/test',
  summary: 'Send an event that tells nothing, to try the endpoint out',
  needs: NEEDS,
  params: OfWebhook,
  answer: Type.Object({ deliveryId: Type.String() }),
  async act({ deps, params: { appId, webhookId } }) {
    const deliveryId = await sendTest(deps, appId, webhookId)
    return deliveryId === undefined ? refuse({ code: 'not-found' }) : answer({ deliveryId }, 202)
  },
})
