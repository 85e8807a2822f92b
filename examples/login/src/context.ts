import type { Request, RequestHandler, Response } from 'express'
import type { Account, Accounts } from './accounts.ts'
import { findAccount } from './browser-session.ts'
import { describeBrowser } from './describe-browser.ts'
import type { createPasswordTries } from './passwords.ts'
import type { Place, SecondFactor } from './second-factor.ts'

/** What routes reach. */
export interface Context {
  readonly factor: SecondFactor
  readonly accounts: Accounts
  readonly passwordTries: ReturnType<typeof createPasswordTries>
  readonly now: () => number
}

export function placeOf(request: Request): Place {
  return {
    ip: (request.ip ?? '').replace(/^::ffff:/, ''),
    browser: describeBrowser(request.get('user-agent')),
  }
}

/** A route for whoever is logged in; everybody else is asked to. */
export function whenLoggedIn(
  context: Context,
  act: (account: Account, request: Request, response: Response) => Promise<void> | void,
): RequestHandler {
  return async (request, response) => {
    const account = findAccount(request, context.accounts)
    if (account === undefined) {
      response.redirect(303, '/login')
      return
    }
    await act(account, request, response)
  }
}
