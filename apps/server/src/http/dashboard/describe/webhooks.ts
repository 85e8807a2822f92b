import { webhookCreated, webhookDeleted, webhooksListed } from '@countersign/wire'
import { Type } from 'typebox'
import { WEBHOOK_EVENT_NAMES } from '../../../domain/webhook-events.ts'
import { DONE, SUCCESS } from '../../authy/describe/answers.ts'
import { type AuthyDescription, meaning, named } from '../../reference/description.ts'

const EXAMPLE = {
  id: 'WH_018bcfe5-6800-7000-8000-000000000001',
  name: 'Orders',
  appId: 1,
  url: 'https://app.example.com/webhooks',
  signingKey: 'WSK_0123456789abcdefghijABCDEFGHIJ12',
  events: ['token_verified'],
} as const

const KEYS = {
  app_api_key: Type.String(
    meaning('The API key of the application.', '0123456789abcdefghijABCDEFGHIJ12'),
  ),
  access_key: Type.String(
    meaning(
      'An access key of the application, made in the console.',
      '0123456789abcdefghijABCDEFGHIJ12',
    ),
  ),
}

const KEY_EXAMPLES = {
  app_api_key: '0123456789abcdefghijABCDEFGHIJ12',
  access_key: '0123456789abcdefghijABCDEFGHIJ12',
}

const SIGNATURE = Type.Object({
  'X-Authy-Signature': Type.String(
    meaning(
      'The signature of a callback, made over this request with the signing key of the access key.',
      'Gk7tbs8N9Eqi5d4l2jQzrFf7jJMn/hu7OiUnU02KjYQ=',
    ),
  ),
  'X-Authy-Signature-Nonce': Type.String(
    meaning('Any text of yours, new each time.', '1700000000'),
  ),
})

const WEBHOOK = named(
  'Webhook',
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    account_sid: Type.String(),
    service_id: Type.String(),
    url: Type.String(),
    signing_key: Type.String({ description: 'Signs what is sent to the webhook.' }),
    events: Type.Array(Type.String()),
  }),
)

/** Of every call: who may, and the keys that say so. */
const FAILURES = {
  applicationApiKeyInvalid: '`app_api_key` is missing, or of no application.',
  accessKeyError: '`access_key` is missing.',
  accessKeyInvalid: '`access_key` is none, or was ended.',
  accessKeyNotFound: 'There is no such access key.',
  accessKeyPermissionDenied: 'The access key is of another application.',
  signatureInvalid: 'The signature is missing, or is not of this request.',
} as const

export const createWebhookDescription: AuthyDescription = {
  operationId: 'createWebhook',
  tag: 'Webhooks',
  summary: 'Create a webhook',
  text: 'Tells your application of events as they happen, at a URL of yours. The answer has the key with which each delivery is signed.',
  parameters: Type.Object({
    ...KEYS,
    name: Type.String(meaning('What you call it, up to 100 characters.', EXAMPLE.name)),
    url: Type.String(meaning('Where it is called, up to 500 characters.', EXAMPLE.url)),
    events: Type.Array(Type.Enum([...WEBHOOK_EVENT_NAMES]), {
      ...meaning('What it is told of: a list, in a form `events[]`, or one alone.', EXAMPLE.events),
    }),
  }),
  headers: SIGNATURE,
  isSigned: true,
  example: {
    ...KEY_EXAMPLES,
    name: EXAMPLE.name,
    url: EXAMPLE.url,
    events: [...EXAMPLE.events],
  },
  answer: named(
    'WebhookCreated',
    Type.Object({ webhook: WEBHOOK, message: Type.String(), success: SUCCESS }),
  ),
  answers: { created: webhookCreated(EXAMPLE) },
  failures: {
    ...FAILURES,
    webhookNotCreated:
      'The name, the URL or the events are not as described, or there are 20 webhooks.',
  },
}

export const listWebhooksDescription: AuthyDescription = {
  operationId: 'listWebhooks',
  tag: 'Webhooks',
  summary: 'List the webhooks',
  text: 'Every webhook of the application, with its signing key. The keys may come in the query or, as Authy’s own samples send them, in the body of the GET.',
  parameters: Type.Object(KEYS),
  headers: SIGNATURE,
  isSigned: true,
  example: KEY_EXAMPLES,
  answer: named('WebhookList', Type.Object({ webhooks: Type.Array(WEBHOOK), success: SUCCESS })),
  answers: { list: webhooksListed([EXAMPLE]) },
  failures: FAILURES,
}

export const deleteWebhookDescription: AuthyDescription = {
  operationId: 'deleteWebhook',
  tag: 'Webhooks',
  summary: 'Delete a webhook',
  text: 'Nothing is sent to it any more, and its deliveries are forgotten.',
  path: { id: Type.String(meaning('The id of the webhook.', EXAMPLE.id)) },
  parameters: Type.Object(KEYS),
  headers: SIGNATURE,
  isSigned: true,
  example: KEY_EXAMPLES,
  answer: DONE,
  answers: { deleted: webhookDeleted() },
  failures: { ...FAILURES, webhookNotDeleted: 'The application has no such webhook.' },
}
