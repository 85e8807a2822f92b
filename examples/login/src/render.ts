import { join } from 'node:path'
import { Eta } from 'eta'
import type { RequestHandler, Response } from 'express'

const eta = new Eta({
  views: join(import.meta.dirname, '..', 'views'),
  autoEscape: true,
  cache: true,
})

/** Nothing runs or is drawn but the app's own files; `images` is where a page's QR code comes from. */
function contentSecurityPolicy(images: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self'${images === undefined ? '' : ` ${images}`}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export function securityHeaders(options: { readonly isHttps: boolean }): RequestHandler {
  return (_request, response, next) => {
    response.set({
      'Content-Security-Policy': contentSecurityPolicy(undefined),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      // Pages are for one person: no cache, and not even the browser's own, keeps one.
      'Cache-Control': 'no-store',
      ...(options.isHttps ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
    })
    next()
  }
}

export interface Page {
  readonly view: string
  /** Of the browser's tab, and of the page unless the view has its own. */
  readonly title: string
  readonly status?: number
  /** An origin whose images the page shows. */
  readonly images?: string
  readonly data?: object
}

export function sendPage(response: Response, page: Page): void {
  if (page.images !== undefined)
    response.set('Content-Security-Policy', contentSecurityPolicy(page.images))
  const html = eta.render(page.view, { ...response.locals, title: page.title, ...page.data })
  response
    .status(page.status ?? 200)
    .type('html')
    .send(html)
}
