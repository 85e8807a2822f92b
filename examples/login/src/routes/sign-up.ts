import type { Express, Response } from 'express'
import { type Context, whoOf } from '../context.ts'
import { parseSignUp, type Problems, typedOf } from '../forms.ts'
import { hashPassword } from '../passwords.ts'
import { registerPerson } from '../second-factor.ts'
import { sendPage } from '../render.ts'
import { beginSecondFactor } from './log-in.ts'

const TYPED = ['email', 'countryCode', 'phone']

export function addSignUpRoutes(app: Express, context: Context): void {
  const { accounts, factor } = context

  app.get('/signup', (_request, response) => {
    showForm(response, 200, {}, {})
  })

  app.post('/signup', async (request, response) => {
    const typed = typedOf(request.body, TYPED)
    const form = parseSignUp(request.body)
    if (!form.ok) {
      showForm(response, 422, typed, form.problems)
      return
    }
    const { email, password, phone, countryCode } = form.value
    if (accounts.findByEmail(email) !== undefined) {
      showForm(response, 409, typed, TAKEN)
      return
    }
    const registered = await registerPerson(factor, { email, phone, countryCode })
    if (!registered.ok) {
      showForm(response, 422, typed, problemsOf(registered.fields))
      return
    }
    const account = accounts.insert({
      email,
      passwordHash: await hashPassword(password),
      authyId: registered.authyId,
      createdAt: context.now(),
    })
    if (account === undefined) {
      showForm(response, 409, typed, TAKEN)
      return
    }
    // The number is only typed so far. The first login proves that it is theirs.
    response.redirect(303, await beginSecondFactor(context, request, whoOf(account, request)))
  })
}

const TAKEN = { email: 'This address has an account already. Log in instead.' }

const REFUSED_FIELDS = {
  email: 'This is not an e-mail address that can be used.',
  phone: 'This is not a phone number of that country.',
  countryCode: 'There is no country with this code.',
}

/** The service checks numbering plans, which the form does not. Its words are for developers; these are ours. */
function problemsOf(fields: {
  readonly email?: string
  readonly phone?: string
  readonly countryCode?: string
}): Problems {
  const named = Object.entries(REFUSED_FIELDS).filter(([name]) => Object.hasOwn(fields, name))
  return named.length === 0 ? { phone: REFUSED_FIELDS.phone } : Object.fromEntries(named)
}

function showForm(
  response: Response,
  status: number,
  typed: Readonly<Record<string, string>>,
  problems: Problems,
): void {
  sendPage(response, {
    view: 'sign-up',
    title: 'Open an account',
    status,
    data: { typed, problems },
  })
}
