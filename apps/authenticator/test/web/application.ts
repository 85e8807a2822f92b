import { createPublicKey, verify } from 'node:crypto'
import { createServer } from 'node:http'
import { verifyCallbackSignature, type WireObject } from '@countersign/wire'
import { vi } from 'vitest'

/** An application that is called back: what it received, and whether it should believe it. */
export interface Application {
  readonly url: string
  /** The first callback, once it is there. */
  readonly callback: () => Promise<CalledBack>
  readonly close: () => Promise<void>
}

export interface CalledBack {
  readonly body: WireObject
  /** By the signature in the header, under the app's key. */
  readonly isFrom: (apiKey: string) => boolean
}

export async function startApplication(): Promise<Application> {
  const received: { readonly nonce: string; readonly signature: string; readonly text: string }[] =
    []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { 'x-authy-signature': signature, 'x-authy-signature-nonce': nonce } = request.headers
      received.push({
        nonce: String(nonce),
        signature: String(signature),
        text: Buffer.concat(chunks).toString(),
      })
      response.end('OK')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}/authy/callback`
  return {
    url,
    async callback() {
      const first = await vi.waitFor(
        () => {
          const [one] = received
          if (one === undefined) throw new Error('No callback has come yet.')
          return one
        },
        { timeout: 10_000, interval: 50 },
      )
      const payload = JSON.parse(first.text) as WireObject
      return {
        body: payload,
        isFrom: (apiKey) =>
          verifyCallbackSignature(
            { apiKey, nonce: first.nonce, method: 'POST', url, payload },
            first.signature,
          ),
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What a device signed, if the signature is that of this key. */
export function openStatement(statement: unknown, publicKey: WireObject): unknown {
  if (typeof statement !== 'string') return undefined
  const [header = '', payload = '', signature = ''] = statement.split('.')
  const key = createPublicKey({ key: publicKey, format: 'jwk' })
  const isTheirs = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  return isTheirs ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : undefined
}
