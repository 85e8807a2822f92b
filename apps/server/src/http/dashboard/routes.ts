import type { AuthyRoute } from '../authy/route.ts'
import {
  createWebhookDescription,
  deleteWebhookDescription,
  listWebhooksDescription,
} from './describe/webhooks.ts'
import { createWebhookAct, deleteWebhookAct, listWebhooksAct } from './webhooks.ts'

/** The management of webhooks, below `/dashboard/{json|xml}` (docs/wire, webhooks). */
export const DASHBOARD_ROUTES: readonly AuthyRoute[] = [
  {
    methods: ['POST'],
    paths: ['/application/webhooks'],
    act: createWebhookAct,
    description: createWebhookDescription,
  },
  {
    methods: ['GET'],
    paths: ['/application/webhooks'],
    act: listWebhooksAct,
    description: listWebhooksDescription,
  },
  {
    methods: ['DELETE'],
    paths: ['/application/webhooks/:id'],
    act: deleteWebhookAct,
    description: deleteWebhookDescription,
  },
]
