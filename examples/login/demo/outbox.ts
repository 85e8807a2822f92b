import { join } from 'node:path'
import { type Deps, listMessages, type OutboxMessage } from '@countersign/server'
import express, { type Express } from 'express'

const MOST_MESSAGES = 50
const CLIENT = join(import.meta.dirname, 'public')
const LOOK = join(import.meta.dirname, '..', 'public')

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** A page with every message that would have gone out. */
export function createOutbox(deps: Deps, host: string): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use((request, response, next) => {
    response.set(HEADERS)
    // A stranger's page can have its name point to this machine, and would then read every code here.
    if (request.headers.host === host) next()
    else response.status(403).type('text').send(`The outbox is at http://${host}/ only.\n`)
  })
  app.get('/messages', async (_request, response) => {
    const messages = await listMessages(deps, { limit: MOST_MESSAGES })
    response.json({ messages: messages.toReversed().map(shown) })
  })
  app.use('/assets', express.static(LOOK, { index: false }))
  app.use(express.static(CLIENT))
  app.use((_request, response) => {
    response.status(404).type('text').send('There is nothing here. The outbox is at /.\n')
  })
  return app
}

function shown({ id, channel, to, subject, text, token, at }: OutboxMessage) {
  return { id, channel, to, subject: subject ?? null, text, token: token ?? null, at }
}
