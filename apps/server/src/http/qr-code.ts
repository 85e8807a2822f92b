import type { FastifyInstance } from 'fastify'
import { readQrCode } from '../actions/qr-authenticator.ts'
import type { Deps } from '../deps.ts'
import type { QrRenderer } from '../qr/render-qr-png.ts'

/** The unguessable part of the address, as qr-authenticator.ts makes it. */
const FILE = /^([A-Za-z0-9_-]{32})\.png$/

/** The image behind `qr_code` of `users/{id}/secret`: whoever holds the address may see it, while it lasts. */
export function registerQrCodeRoute(
  server: FastifyInstance,
  deps: Deps,
  renderer: QrRenderer,
): void {
  server.get<{ Params: { file: string } }>('/qr/:file', async (request, reply) => {
    const [, urlPart] = FILE.exec(request.params.file) ?? []
    const code = urlPart === undefined ? undefined : await readQrCode(deps, urlPart)
    const png =
      code === undefined ? undefined : await renderer.render({ text: code.uri, size: code.size })
    if (png === undefined) {
      return reply
        .code(404)
        .type('text/plain; charset=utf-8')
        .send('This QR code does not exist or has expired.\n')
    }
    return (
      reply
        .type('image/png')
        // It shows a secret: nobody keeps it, and no other site puts it in a frame or reads it.
        .headers({
          'Cache-Control': 'no-store',
          'X-Content-Type-Options': 'nosniff',
          'Referrer-Policy': 'no-referrer',
        })
        .send(Buffer.from(png))
    )
  })
}
