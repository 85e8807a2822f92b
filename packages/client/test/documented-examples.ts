// Made by `npm run docs` of the examples in the doc comments of packages/client/src: change them there.

import { createClient, readSignedAnswer, verifyCallback } from '@countersign/client'
import * as express from '@countersign/client/express'
import * as fastify from '@countersign/client/fastify'
import * as hono from '@countersign/client/hono'
import type { Given } from './given.ts'

export async function usersCreateExample({ countersign, countryCode, email, phone }: Given) {
  const created = await countersign.users.create({ email, phone, countryCode })
  if (!created.ok) return created.fields
  return created.authyId
}

export async function usersStatusExample({ authyId, countersign }: Given) {
  const found = await countersign.users.status(authyId)
  return found.ok && found.user.isRegistered
}

export async function usersUpdateExample({ authyId, countersign, email }: Given) {
  const updated = await countersign.users.update(authyId, { email })
  return updated.ok
}

export async function usersRemoveExample({ authyId, countersign }: Given) {
  const removed = await countersign.users.remove(authyId)
  return removed.ok
}

export async function usersCreateQrSecretExample({ authyId, countersign, email }: Given) {
  const made = await countersign.users.createQrSecret(authyId, { label: email })
  return made.ok && `<img src="${made.qrCodeUrl}" alt="QR code">`
}

export async function usersRegisterActivityExample({ authyId, countersign }: Given) {
  const noted = await countersign.users.registerActivity(authyId, { type: 'password_reset' })
  return noted.ok
}

export async function usersPhoneNumberExample({ authyId, countersign }: Given) {
  const number = await countersign.users.phoneNumber(authyId)
  return number.ok && number.e164
}

export async function usersExportSecretExample({ authyId, countersign }: Given) {
  const exported = await countersign.users.exportSecret(authyId)
  return exported.ok && exported.secret
}

export async function tokensSendExample({ authyId, countersign }: Given) {
  const sent = await countersign.tokens.send(authyId, { channel: 'sms', locale: 'de' })
  if (!sent.ok) return sent.reason
  return `We sent a code to ${sent.to}.`
}

export async function tokensVerifyExample({ authyId, countersign, token }: Given) {
  const verified = await countersign.tokens.verify(authyId, token)
  if (!verified.ok) return verified.reason
  return 'Welcome'
}

export async function approvalsRequestExample({ authyId, countersign }: Given) {
  const asked = await countersign.approvals.request(authyId, {
    message: 'Log in to Harbour Bank',
    details: { Browser: 'Firefox on Windows' },
    secondsToExpire: 300,
  })
  if (!asked.ok) return asked.reason
  return { uuid: asked.uuid, number: asked.number }
}

export async function approvalsStatusExample({ countersign, uuid }: Given) {
  const found = await countersign.approvals.status(uuid)
  return found.ok && found.approval.status
}

export async function approvalsWaitExample({ countersign, signal, uuid }: Given) {
  const answered = await countersign.approvals.wait(uuid, { timeoutMs: 120_000, signal })
  return answered.ok && answered.approval.status === 'approved'
}

export async function phonesStartVerificationExample({ countersign, countryCode, phone }: Given) {
  const started = await countersign.phones.startVerification({
    countryCode,
    phone,
    channel: 'sms',
    codeLength: 6,
  })
  return started.ok ? started.message : started.reason
}

export async function phonesCheckVerificationExample({
  code,
  countersign,
  countryCode,
  phone,
}: Given) {
  const checked = await countersign.phones.checkVerification({ countryCode, phone, code })
  return checked.ok ? 'This is your number.' : checked.reason
}

export async function phonesVerificationStatusExample({ countersign, countryCode, phone }: Given) {
  const found = await countersign.phones.verificationStatus({ countryCode, phone })
  return found.ok && found.status === 'verified'
}

export async function phonesLookUpExample({ countersign, countryCode, phone }: Given) {
  const known = await countersign.phones.lookUp({ countryCode, phone })
  return known.ok && known.type
}

export async function appDetailsExample({ countersign }: Given) {
  const app = await countersign.app.details()
  return `${app.name} is ready.`
}

export async function appStatisticsExample({ countersign }: Given) {
  const { totalUsers, months } = await countersign.app.statistics()
  return `${totalUsers} people, ${months.length} months`
}

export async function createClientExample({ apiKey }: Given) {
  const countersign = createClient({ apiKey, baseUrl: 'https://2fa.example.com' })
  return countersign
}

export async function readSignedAnswerExample({ approval }: Given) {
  const shown = approval.signedAnswer && (await readSignedAnswer(approval.signedAnswer))
  return shown?.answer === 'approved' && shown.details
}

export async function verifyCallbackExample({ apiKey, decided, request, url }: Given) {
  const verified = await verifyCallback(request, { apiKey, url })
  if (!verified.ok) return new Response(null, { status: 403 })
  decided(verified.callback.uuid, verified.callback.status)
  return new Response('OK')
}

export async function expressVerifyCallbacksExample({
  apiKey,
  app,
  decided,
  url,
}: Given & { readonly app: import('express').Express }) {
  const { verifyCallbacks, callbackOf } = express
  app.post('/authy/callback', verifyCallbacks({ apiKey, url }), (request, response) => {
    const { uuid, status } = callbackOf(request)
    decided(uuid, status)
    response.sendStatus(200)
  })
}

export async function fastifyVerifyCallbacksExample({
  apiKey,
  app,
  decided,
  url,
}: Given & { readonly app: import('fastify').FastifyInstance }) {
  const { verifyCallbacks, callbackOf } = fastify
  app.post(
    '/authy/callback',
    { preHandler: verifyCallbacks({ apiKey, url }) },
    (request, reply) => {
      const { uuid, status } = callbackOf(request)
      decided(uuid, status)
      return reply.send('OK')
    },
  )
}

export async function honoVerifyCallbacksExample({
  apiKey,
  app,
  decided,
  url,
}: Given & { readonly app: import('hono').Hono }) {
  const { verifyCallbacks, callbackOf } = hono
  app.post('/authy/callback', verifyCallbacks({ apiKey, url }), (context) => {
    const { uuid, status } = callbackOf(context)
    decided(uuid, status)
    return context.text('OK')
  })
}
