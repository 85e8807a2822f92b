import type { Request, RequestHandler, Response } from 'express'
import type { Account, Accounts } from './accounts.ts'
import { findAccount } from './browser-session.ts'
import { describeBrowser } from './describe-browser.ts'
import type { createPasswordTries } from './passwords.ts'
import type { SecondFactor, Who } from './second-factor.ts'

/** What routes reach. */
export interface Context {
  readonly factor: SecondFactor
  readonly accounts: Accounts
  readonly passwordTries: ReturnType<typeof createPasswordTries>
  readonly now: () => number
}

/** An account with the place from which this request came. */
export function whoOf(account: Account, request: Request): Who {
  const ip = (request.ip ?? '').replace(/^::ffff:/, '')
  return { account, place: { ip, browser: describeBrowser(request.get('user-agent')) } }
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
