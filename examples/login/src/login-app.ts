import { join } from 'node:path'
import { CountersignError } from '@countersign/client'
import { csrfSync } from 'csrf-sync'
import express, { type ErrorRequestHandler, type Express } from 'express'
import session from 'express-session'
import { createAccounts } from './accounts.ts'
import { createAttempts } from './attempts.ts'
import { findAccount } from './browser-session.ts'
import type { Context } from './context.ts'
import { openDatabase } from './database.ts'
import { textOf } from './forms.ts'
import type { LoginAppOptions } from './options.ts'
import { createPasswordTries } from './passwords.ts'
import { securityHeaders, sendPage } from './render.ts'
import { addCallbackRoute } from './routes/callback.ts'
import { addLogInRoutes } from './routes/log-in.ts'
import { addSettingsRoutes } from './routes/settings.ts'
import { addSignUpRoutes } from './routes/sign-up.ts'
import { addTokenRoutes } from './routes/token.ts'
import { addTransferRoutes } from './routes/transfer.ts'
import { connect } from './second-factor.ts'
import { SqliteSessionStore } from './session-store.ts'

export interface LoginApp {
  readonly app: Express
  /** Closes the database. */
  readonly close: () => void
}

/** Fields are short; the longest legal form is a fraction of it. */
const MOST_FORM_BYTES = 16_384

/** The whole app, listening nowhere yet. */
export function createLoginApp(options: LoginAppOptions): LoginApp {
  const { now = Date.now, publicUrl, log = () => {} } = options
  const isHttps = publicUrl.startsWith('https:')
  const db = openDatabase(options.dataDir)
  const service =
    options.service ?? connect({ baseUrl: options.countersignUrl, apiKey: options.apiKey })
  const context: Context = {
    factor: { service, attempts: createAttempts(db), now },
    accounts: createAccounts(db),
    passwordTries: createPasswordTries(db),
    now,
  }

  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  // Over https a proxy on this machine ends TLS, and only its word on who asks is taken.
  app.set('trust proxy', isHttps ? 'loopback' : false)
  app.use(securityHeaders({ isHttps }))
  app.use('/assets', express.static(join(import.meta.dirname, '..', 'public'), { index: false }))

  // Before sessions and forms: the service has neither.
  addCallbackRoute(app, context.factor, {
    apiKey: options.apiKey,
    url: `${publicUrl}/authy/callback`,
    log,
  })

  app.use(
    session({
      name: isHttps ? '__Host-harbour' : 'harbour',
      secret: options.sessionSecret,
      store: new SqliteSessionStore(db, now),
      resave: false,
      saveUninitialized: false,
      // Without an age: the store forgets a session that is not used, and no late answer plants a former id.
      cookie: { httpOnly: true, sameSite: 'lax', secure: isHttps },
    }),
  )
  app.use(express.urlencoded({ extended: false, limit: MOST_FORM_BYTES, parameterLimit: 20 }))
  const csrf = csrfSync({ getTokenFromRequest: (request) => textOf(request.body, '_csrf') })
  app.use(csrf.csrfSynchronisedProtection)
  app.use((request, response, next) => {
    response.locals['csrf'] = () => csrf.generateToken(request)
    response.locals['account'] = findAccount(request, context.accounts)
    response.locals['authenticatorUrl'] = `${options.countersignUrl}/authenticator/`
    if (
      request.method === 'GET' &&
      request.accepts('html') &&
      request.session.notice !== undefined
    ) {
      response.locals['notice'] = request.session.notice
      delete request.session.notice
    }
    next()
  })

  app.get('/', (_request, response) => {
    const isIn = response.locals['account'] !== undefined
    sendPage(response, {
      view: isIn ? 'home' : 'welcome',
      title: isIn ? 'Your account' : 'Welcome',
    })
  })
  addSignUpRoutes(app, context)
  addLogInRoutes(app, context)
  addTokenRoutes(app, context)
  addSettingsRoutes(app, context)
  addTransferRoutes(app, context)

  app.use((_request, response) => {
    sendPage(response, {
      view: 'problem',
      title: 'Nothing here',
      status: 404,
      data: { text: 'There is no page at this address.' },
    })
  })
  app.use(sayWhatFailed(log))
  return { app, close: () => db.close() }
}

/** The one place where errors become pages. What an unexpected one says goes to the log alone. */
function sayWhatFailed(log: (line: string) => void): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const status = statusOf(error)
    if (status === 503) log(`${request.method} ${request.path}: ${describeError(error)}`)
    sendPage(response, { view: 'problem', status, ...(PROBLEMS[status] ?? UNREADABLE) })
  }
}

function statusOf(error: unknown): number {
  // The service's own status is about our key or our request, never about the browser's.
  if (error instanceof CountersignError) return 503
  // Express, its parsers and csrf-sync mark what the request is to blame for.
  const isMarked = typeof error === 'object' && error !== null && 'status' in error
  const status = isMarked ? Number(error.status) : 503
  return status >= 400 && status < 500 ? status : 503
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'something was thrown'
}

const UNREADABLE = { title: 'Not understood', data: { text: 'This request could not be read.' } }

const PROBLEMS: Readonly<Record<number, typeof UNREADABLE>> = {
  403: {
    title: 'This page was too old',
    data: { text: 'Nothing was done. Go back to the start and try again.' },
  },
  413: { title: 'Too much', data: { text: 'More was sent than any form here needs.' } },
  503: {
    title: 'Not just now',
    data: { text: 'Something we need cannot be reached. Nothing was done; try again in a moment.' },
  },
}
