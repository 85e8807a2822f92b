import { verifyCallbackSignature, type WireObject, type WireValue } from '@countersign/wire'
import type { FastifyRequest } from 'fastify'
import { findAccessKey, noteAccessKeyUse } from '../../actions/access-keys.ts'
import { isParamHash, isParamList, type ParamValue } from '../authy/param-value.ts'
import { type Params, stringParam } from '../authy/params.ts'
import type { Authenticate } from '../authy/register-routes.ts'

const ACCESS_KEY = /^[A-Za-z0-9]{32}$/

/** Unix seconds, with or without a fraction: some clients send one. */
const NONCE = /^[\x21-\x7e]{1,100}$/

/**
 * Whoever manages webhooks: the API key of the app, an access key of the same app, and a signature over the
 * request made with the signing key of that access key (docs/wire §9.6 and §10.1).
 */
export const authenticateAccessKey: Authenticate = async ({ deps, findApp }, request, params) => {
  const apiKey = textOf(params, 'app_api_key')
  const app = apiKey === undefined ? undefined : await findApp(apiKey)
  if (app === undefined) return { ok: false, failure: { error: 'applicationApiKeyInvalid' } }
  const accessKey = textOf(params, 'access_key')
  if (accessKey === undefined) return { ok: false, app, failure: { error: 'accessKeyError' } }
  if (!ACCESS_KEY.test(accessKey)) return { ok: false, app, failure: { error: 'accessKeyInvalid' } }
  const found = await findAccessKey(deps, app.id, accessKey)
  switch (found.result) {
    case 'unknown':
      return { ok: false, app, failure: { error: 'accessKeyNotFound' } }
    case 'ended':
      return { ok: false, app, failure: { error: 'accessKeyInvalid' } }
    case 'of-another-app':
      return { ok: false, app, failure: { error: 'accessKeyPermissionDenied' } }
    case 'found':
      break
  }
  if (!isSigned(deps.settings.publicUrl, request, params, found.signingKey))
    return { ok: false, app, failure: { error: 'signatureInvalid' } }
  await noteAccessKeyUse(deps, found.id)
  return { ok: true, app, accessKeyId: found.id }
}

function isSigned(
  publicUrl: string,
  request: FastifyRequest,
  params: Params,
  signingKey: string,
): boolean {
  const signature = request.headers['x-authy-signature']
  const nonce = request.headers['x-authy-signature-nonce']
  if (typeof signature !== 'string' || typeof nonce !== 'string' || !NONCE.test(nonce)) return false
  const [path = ''] = (request.raw.url ?? '').split('?', 1)
  // As the client was told, and as it came here: a test on one machine signs what it calls.
  const urls = [`${publicUrl}${path}`, `${request.protocol}://${request.host}${path}`]
  const payload = wireObject(params)
  return urls.some((url) =>
    verifyCallbackSignature(
      { apiKey: signingKey, nonce, method: request.method, url, payload },
      signature,
    ),
  )
}

function textOf(params: Params, name: string): string | undefined {
  const read = stringParam(params, name)
  return read.ok && read.value !== '' ? read.value : undefined
}

function wireObject(hash: Params): WireObject {
  return Object.fromEntries([...hash].map(([name, value]) => [name, wireValue(value)]))
}

function wireValue(value: ParamValue): WireValue {
  if (isParamHash(value)) return wireObject(value)
  return isParamList(value) ? value.map(wireValue) : value
}
