import { callbackOf, verifyCallbacks } from '@countersign/client/express'
import type { Express } from 'express'
import { recordCallback, type SecondFactor } from '../second-factor.ts'

export function addCallbackRoute(
  app: Express,
  factor: SecondFactor,
  options: { readonly apiKey: string; readonly url: string; readonly log: (line: string) => void },
): void {
  const { apiKey, url, log } = options
  const verified = verifyCallbacks({
    apiKey,
    url,
    now: factor.now,
    onRefused: (reason) => log(`A callback was refused: ${reason}.`),
  })
  app.post('/authy/callback', verified, (request, response) => {
    recordCallback(factor, callbackOf(request))
    response.sendStatus(200)
  })
}
