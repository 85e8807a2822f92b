import { callbackOf, verifyCallbacks } from '@countersign/client/express'
import type { Express } from 'express'
import { recordCallback, type SecondFactor } from '../second-factor.ts'

export function addCallbackRoute(
  app: Express,
  factor: SecondFactor,
  { apiKey, url }: { readonly apiKey: string; readonly url: string },
): void {
  const verified = verifyCallbacks({ apiKey, url, now: factor.now })
  app.post('/authy/callback', verified, (request, response) => {
    recordCallback(factor, callbackOf(request))
    response.sendStatus(200)
  })
}
