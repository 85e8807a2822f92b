import { createSecretKey } from 'node:crypto'
import {
  callbackPayload,
  canonicalQuery,
  objectId,
  osTypeOf,
  registrationMethodOf,
  renderJson,
  signCallback,
  type WireObject,
} from '@countersign/wire'
import type { Details } from '../domain/approval-request.ts'
import type { CallbackFacts } from '../domain/callback.ts'
import type { OutboundRequest } from './guarded-sender.ts'
import { signWebhook } from './sign-webhook.ts'

/** What an app is told, in Authy's shape (docs/wire §8.1). */
export function renderCallback(facts: CallbackFacts): WireObject {
  const { content, device } = facts
  return callbackPayload({
    authyId: facts.authyId,
    uuid: facts.uuid,
    status: facts.status,
    appId: objectId(facts.appId),
    appSerialId: facts.appId,
    message: content.message,
    details: asObject(content.details),
    hiddenDetails: asObject(content.hiddenDetails),
    logos: content.logos,
    createdAtMs: facts.createdAt,
    expiresAtMs: facts.expiresAt,
    answeredAtMs: facts.answeredAt,
    notMe: facts.notMe,
    signature: facts.statement,
    device: {
      id: device.id,
      osType: osTypeOf(device.system),
      ip: device.lastIp ?? null,
      registrationIp: device.registeredIp ?? null,
      registrationMethod: registrationMethodOf(device.registeredVia),
      registeredAtMs: device.registeredAt,
      lastSyncAtMs: device.lastSeenAt,
    },
  })
}

export interface CallbackToSend {
  /** The same at every attempt. */
  readonly id: string
  /** As the operator wrote it: what is signed is this text, not what a parser makes of it (docs/wire §1, 21). */
  readonly url: string
  readonly method: 'POST' | 'GET'
  readonly apiKey: string
  readonly payload: WireObject
  readonly now: number
}

/**
 * The request with both its signatures: Authy's (docs/wire §9), and that of Standard Webhooks under the
 * same key. What the latter signs is the body, and of a GET, which has none, the canonical query.
 */
export function callbackRequest(callback: CallbackToSend): OutboundRequest {
  const { id, url, method, apiKey, payload, now } = callback
  const nonce = String(Math.floor(now / 1000))
  const content = method === 'POST' ? renderJson(payload) : canonicalQuery(payload)
  const headers = {
    'User-Agent': 'Countersign',
    'X-Authy-Signature': signCallback({ apiKey, nonce, method, url, payload }),
    'X-Authy-Signature-Nonce': nonce,
    ...signWebhook(createSecretKey(Buffer.from(apiKey)), { id, body: content, now }),
  }
  if (method === 'GET') {
    const separator = url.includes('?') ? '&' : '?'
    return { url: `${url}${separator}${content}`, method, headers, body: undefined }
  }
  return {
    url,
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: content,
  }
}

function asObject(details: Details | null) {
  return details === null ? null : Object.fromEntries(details)
}
