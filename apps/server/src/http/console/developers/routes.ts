import type { ConsoleRoute } from '../route.ts'
import { createAccessKey, endAccessKey, listAccessKeys } from './access-keys.ts'
import { listDeliveries, redeliver } from './deliveries.ts'
import { listRequests } from './list-requests.ts'
import { readDeveloperFacts } from './read-developer-facts.ts'
import {
  createWebhook,
  deleteWebhook,
  enableWebhook,
  listWebhooks,
  testWebhook,
} from './webhooks.ts'

export const DEVELOPER_ROUTES: readonly ConsoleRoute[] = [
  readDeveloperFacts,
  listRequests,
  listWebhooks,
  createWebhook,
  deleteWebhook,
  enableWebhook,
  testWebhook,
  listDeliveries,
  redeliver,
  listAccessKeys,
  createAccessKey,
  endAccessKey,
]
