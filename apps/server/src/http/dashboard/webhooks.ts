import { webhookCreated, webhookDeleted, webhooksListed } from '@countersign/wire'
import { createWebhook, deleteWebhook, listSigningWebhooks } from '../../actions/webhooks.ts'
import { parseWebhook } from '../../domain/webhook.ts'
import { isParamList } from '../authy/param-value.ts'
import { findParam, type Params, stringParam } from '../authy/params.ts'
import { type AuthyAct, ok, readAll, refuse } from '../authy/route.ts'

export const createWebhookAct: AuthyAct = async ({ deps, app, params, accessKeyId = 0 }) => {
  const read = readAll({ name: stringParam(params, 'name'), url: stringParam(params, 'url') })
  const events = eventsOf(params)
  if (!read.ok || events === undefined) return refuse({ error: 'webhookNotCreated' })
  const { name = '', url = '' } = read.values
  const parsed = parseWebhook({ name, url, events })
  if (!parsed.ok) return refuse({ error: 'webhookNotCreated' })
  const created = await createWebhook(deps, app.id, parsed.webhook, { accessKeyId })
  if (created.result === 'too-many') return refuse({ error: 'webhookNotCreated' })
  return ok(webhookCreated({ ...created.webhook, signingKey: created.signingKey }))
}

export const listWebhooksAct: AuthyAct = async ({ deps, app }) =>
  ok(webhooksListed(await listSigningWebhooks(deps, app.id)))

export const deleteWebhookAct: AuthyAct = async ({ deps, app, path, accessKeyId = 0 }) => {
  const result = await deleteWebhook(deps, app.id, path['id'] ?? '', { accessKeyId })
  return result === 'deleted' ? ok(webhookDeleted()) : refuse({ error: 'webhookNotDeleted' })
}

/** A list, or one alone (docs/wire §10.1). */
function eventsOf(params: Params): readonly string[] | undefined {
  const value = findParam(params, 'events')
  if (typeof value === 'string') return [value]
  if (!isParamList(value ?? null) || !Array.isArray(value)) return undefined
  const texts = (value as readonly unknown[]).filter((each) => typeof each === 'string')
  return texts.length === value.length ? texts : undefined
}
