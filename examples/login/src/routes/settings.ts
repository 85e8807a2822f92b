import type { Express, Response } from 'express'
import { saveSession } from '../browser-session.ts'
import { type Context, whoOf, whenLoggedIn } from '../context.ts'
import { parseToken } from '../forms.ts'
import { sendPage } from '../render.ts'
import { verifyToken } from '../second-factor.ts'
import { TOKEN_SENTENCES } from '../sentences.ts'

/** Codes of other authenticator apps have six digits; those that the service sends or shows have more. */
const AUTHENTICATOR_TOKEN = /^\d{6}$/

export function addSettingsRoutes(app: Express, context: Context): void {
  const { accounts, factor } = context

  app.get(
    '/settings',
    whenLoggedIn(context, async (account, _request, response) => {
      const status = await factor.service.users.status(account.authyId)
      sendPage(response, {
        view: 'settings',
        title: 'Settings',
        data: { hasDevice: status.ok && status.user.isRegistered },
      })
    }),
  )

  app.post(
    '/settings/authenticator',
    whenLoggedIn(context, async (account, request, response) => {
      // A new secret ends the former one, so one that counts is removed on purpose first.
      if (account.authenticator === 'on') {
        response.redirect(303, '/settings')
        return
      }
      const secret = await factor.service.users.createQrSecret(account.authyId, {
        label: account.email,
      })
      if (!secret.ok) {
        request.session.notice = 'Authenticator apps cannot be added just now.'
        await saveSession(request)
        response.redirect(303, '/settings')
        return
      }
      accounts.setAuthenticator(account.id, 'pending')
      request.session.qrCodeUrl = secret.qrCodeUrl
      await saveSession(request)
      response.redirect(303, '/settings/authenticator')
    }),
  )

  app.get(
    '/settings/authenticator',
    whenLoggedIn(context, (account, request, response) => {
      const { qrCodeUrl } = request.session
      if (account.authenticator !== 'pending' || qrCodeUrl === undefined) {
        response.redirect(303, '/settings')
        return
      }
      showQrCode(response, 200, qrCodeUrl, undefined)
    }),
  )

  app.post(
    '/settings/authenticator/confirm',
    whenLoggedIn(context, async (account, request, response) => {
      const { qrCodeUrl } = request.session
      if (account.authenticator !== 'pending' || qrCodeUrl === undefined) {
        response.redirect(303, '/settings')
        return
      }
      const token = parseToken(request.body)
      if (token === undefined || !AUTHENTICATOR_TOKEN.test(token)) {
        showQrCode(response, 422, qrCodeUrl, 'Type the 6 digits that your authenticator app shows.')
        return
      }
      const verified = await verifyToken(factor, whoOf(account, request), token)
      // Six digits can also be those of a token that was sent, where the service is set so.
      if (!verified.ok || verified.device.osType !== 'generic') {
        const reason = verified.ok ? 'invalid' : verified.reason
        showQrCode(response, 422, qrCodeUrl, TOKEN_SENTENCES[reason])
        return
      }
      accounts.setAuthenticator(account.id, 'on')
      delete request.session.qrCodeUrl
      request.session.notice = 'Your authenticator app is added.'
      await saveSession(request)
      response.redirect(303, '/settings')
    }),
  )

  app.get(
    '/settings/authenticator/remove',
    whenLoggedIn(context, (account, _request, response) => {
      if (account.authenticator === 'none') response.redirect(303, '/settings')
      else sendPage(response, { view: 'remove', title: 'Remove the authenticator app' })
    }),
  )

  app.post(
    '/settings/authenticator/remove',
    whenLoggedIn(context, async (account, request, response) => {
      // A secret that nobody is shown takes the place of the one that is out there: its codes end here.
      await factor.service.users.createQrSecret(account.authyId, { label: account.email })
      accounts.setAuthenticator(account.id, 'none')
      delete request.session.qrCodeUrl
      request.session.notice = 'The authenticator app is removed. Its codes no longer work here.'
      await saveSession(request)
      response.redirect(303, '/settings')
    }),
  )
}

function showQrCode(
  response: Response,
  status: number,
  qrCodeUrl: string,
  problem: string | undefined,
): void {
  sendPage(response, {
    view: 'authenticator',
    title: 'Add an authenticator app',
    status,
    images: new URL(qrCodeUrl).origin,
    data: { qrCodeUrl, problem },
  })
}
