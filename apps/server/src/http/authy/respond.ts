import { renderJson, renderXml } from '@countersign/wire'
import type { WireObject } from '@countersign/wire'

export type WireFormat = 'json' | 'xml'

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
}

/**
 * An answer, ready to send. It goes out with its length and in one piece: the OpenVPN plug-in keeps
 * only the last chunk of a chunked one (docs/wire §18).
 */
export function respond(
  format: WireFormat,
  status: number,
  body: WireObject,
  options: { readonly retryAfterSeconds?: number } = {},
): WireResponse {
  const payload = format === 'json' ? renderJson(body) : renderXml(xmlRoot(status), body)
  const headers: Record<string, string> = {
    'Content-Type': `application/${format}; charset=utf-8`,
    'Content-Length': String(Buffer.byteLength(payload)),
    // A token is verified by GET: an answer kept by a proxy would be a second yes.
    'Cache-Control': 'no-store',
  }
  if (options.retryAfterSeconds !== undefined) {
    headers['Retry-After'] = String(Math.max(Math.ceil(options.retryAfterSeconds), 1))
  }
  return { status, headers, payload }
}

function xmlRoot(status: number): 'hash' | 'errors' {
  return status < 400 ? 'hash' : 'errors'
}
