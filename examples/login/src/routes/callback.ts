import { callbackOf } from '@countersign/client/express'
import type { Express, RequestHandler } from 'express'
import { recordCallback, type SecondFactor } from '../second-factor.ts'

export function addCallbackRoute(
  app: Express,
  verified: RequestHandler,
  factor: SecondFactor,
): void {
  app.post('/authy/callback', verified, (request, response) => {
    recordCallback(factor, callbackOf(request))
    response.sendStatus(200)
  })
}
