import { callbackOf, verifyCallbacks } from '@countersign/client/express'
import express from 'express'

/** Logins that wait for an answer, by the `uuid` of their approval request. Yours are in a database. */
export const waiting = new Map<string, { status: 'pending' | 'approved' | 'denied' }>()

export const app = express()

app.post(
  '/authy/callback',
  verifyCallbacks({
    apiKey: process.env['COUNTERSIGN_API_KEY'] ?? '',
    url: process.env['CALLBACK_URL'] ?? 'http://127.0.0.1:3000/authy/callback',
  }),
  (request, response) => {
    const { uuid, status } = callbackOf(request)
    const login = waiting.get(uuid)
    if (login?.status === 'pending') login.status = status
    response.sendStatus(200)
  },
)
