import type { Deps } from '../../deps.ts'
import { parsePhoneNumber, type PhoneNumber } from '../../domain/phone-number.ts'
import { createApproval } from '../create-approval.ts'
import { createQrAuthenticator, DEFAULT_QR_SIZE, readQrCode } from '../qr-authenticator.ts'
import { approvalStatusAt } from '../../domain/approval-request.ts'
import { waitForApproval } from '../read-approval.ts'
import { findAuthyIdByPhone } from '../read-user.ts'
import { registerUser } from '../register-user.ts'
import { sendToken } from '../send-token.ts'
import { verifyToken } from '../verify-token.ts'
import { findConsoleApp, getConsoleApp } from './console-app.ts'

/** How long an approval request of a sign-in can be answered, in seconds. */
const APPROVAL_LIFE_SECONDS = 300

/** What a person scans or types into an authenticator app. */
export interface NewAuthenticator {
  /** Path of the image, below the service's address. */
  readonly qrPath: string
  /** The same secret to type, in base32. */
  readonly secret: string
  readonly expiresAt: number
}

export interface PhoneInput {
  readonly countryCode: string
  readonly cellphone: string
}

export type BeginAuthenticatorResult =
  | { readonly result: 'begun'; readonly authenticator: NewAuthenticator }
  | { readonly result: 'not-valid'; readonly field: 'email' | 'cellphone' | 'countryCode' }
  | { readonly result: 'phone-of-another' }

/**
 * Makes an operator a user of the console's own app, and hands out an authenticator for it, which counts once
 * a token of it has verified.
 *
 * @param of `operatorId` is undefined for one who is being made
 */
export async function beginAuthenticator(
  deps: Deps,
  of: {
    readonly operatorId: number | undefined
    readonly email: string
    readonly phone: PhoneInput
    readonly ip: string
  },
): Promise<BeginAuthenticatorResult> {
  const app = await getConsoleApp(deps)
  const { email, phone, ip } = of
  const parsed = parsePhoneNumber(phone.countryCode, phone.cellphone)
  // Before anything is replaced: whoever holds a link must not put another operator's authenticator out of use.
  if (parsed.ok && (await isOfAnother(deps, parsed.phone, of.operatorId)))
    return { result: 'phone-of-another' }
  const registered = await registerUser(deps, {
    app,
    email,
    ...phone,
    sendInstallLink: false,
    userIp: ip,
  })
  if (registered.result === 'not-valid') {
    const [field = 'cellphone'] = registered.fields
    return { result: 'not-valid', field: field === 'country_code' ? 'countryCode' : field }
  }
  const { authyId } = registered
  const created = await createQrAuthenticator(deps, {
    app,
    authyId,
    size: DEFAULT_QR_SIZE,
    label: email,
  })
  if (created.result === 'too-long') return { result: 'not-valid', field: 'email' }
  if (created.result !== 'created') throw new Error(`No authenticator: ${created.result}.`)
  // And after it, for one who became an operator meanwhile: the secret is told to nobody.
  if (parsed.ok && (await isOfAnother(deps, parsed.phone, of.operatorId)))
    return { result: 'phone-of-another' }
  const { pathname } = new URL(created.url)
  const code = await readQrCode(deps, /([^/]+)\.png$/.exec(pathname)?.[1] ?? '')
  const secret = code === undefined ? null : new URL(code.uri).searchParams.get('secret')
  if (secret === null) throw new Error('The authenticator that was just made has no secret.')
  return {
    result: 'begun',
    authenticator: { qrPath: pathname, secret, expiresAt: created.expiresAt },
  }
}

/** The Authy id that `beginAuthenticator` gave a phone. */
export async function findAuthyIdOfPhone(
  deps: Deps,
  phone: PhoneInput,
): Promise<number | undefined> {
  const parsed = parsePhoneNumber(phone.countryCode, phone.cellphone)
  return parsed.ok ? await findAuthyIdByPhone(deps, parsed.phone.e164) : undefined
}

async function isOfAnother(
  deps: Deps,
  phone: PhoneNumber,
  operatorId: number | undefined,
): Promise<boolean> {
  const authyId = await findAuthyIdByPhone(deps, phone.e164)
  if (authyId === undefined) return false
  const holder = await deps.db
    .selectFrom('operators')
    .select('id')
    .where('authy_id', '=', authyId)
    .executeTakeFirst()
  return holder !== undefined && holder.id !== operatorId
}

export type RefusedToken =
  | { readonly result: 'wrong' | 'reused' | 'suspended' }
  | { readonly result: 'throttled'; readonly retryAt: number }

export type TokenCheck = { readonly result: 'right' } | RefusedToken

/** Verifies an operator's token like any user's: counted, throttled, and once only. */
export async function checkOperatorToken(
  deps: Deps,
  of: { readonly authyId: number; readonly token: string; readonly ip: string },
): Promise<TokenCheck> {
  const app = await getConsoleApp(deps)
  const { authyId, token, ip: userIp } = of
  const checked = await verifyToken(deps, { app, authyId, token, action: '', userIp, force: true })
  switch (checked.result) {
    case 'valid':
      return { result: 'right' }
    case 'reused':
    case 'suspended':
      return { result: checked.result }
    case 'throttled':
      return { result: 'throttled', retryAt: checked.retryAt }
    case 'invalid':
    case 'unknown-user':
    case 'not-checked':
    // The console's app is never in the sandbox plan: the token that verifies for all there opens nothing here.
    case 'sandbox-valid':
      return { result: 'wrong' }
  }
}

export type SendOperatorTokenResult =
  | { readonly result: 'sent' }
  | { readonly result: 'not-possible' | 'suspended' }
  | { readonly result: 'throttled'; readonly retryAt: number | undefined }

/** Sends a token to an operator's phone. */
export async function sendOperatorToken(
  deps: Deps,
  of: { readonly authyId: number; readonly channel: 'sms' | 'call'; readonly ip: string },
): Promise<SendOperatorTokenResult> {
  const app = await getConsoleApp(deps)
  const sent = await sendToken(deps, {
    app,
    authyId: of.authyId,
    channel: of.channel,
    action: '',
    force: true,
    actionMessage: undefined,
    locale: undefined,
    userIp: of.ip,
  })
  switch (sent.result) {
    case 'sent':
      return { result: 'sent' }
    case 'throttled':
      return { result: 'throttled', retryAt: sent.retryAt }
    case 'suspended':
      return { result: 'suspended' }
    default:
      return { result: 'not-possible' }
  }
}

/** Which ways an operator has to prove the second factor, besides typing a token. */
export async function readFactors(
  deps: Deps,
  authyId: number,
): Promise<{ readonly sms: boolean; readonly call: boolean; readonly approval: boolean }> {
  const device = await deps.db
    .selectFrom('devices')
    .select('id')
    .where('authy_id', '=', authyId)
    .where('revoked_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  const { channels } = deps.settings
  return { sms: channels.has('sms'), call: channels.has('call'), approval: device !== undefined }
}

export type AskOperatorResult =
  | { readonly result: 'asked'; readonly uuid: string; readonly number: string | null }
  | { readonly result: 'not-possible' }

/** Asks an operator on their own phone whether it is them who signs in. */
export async function askOperator(
  deps: Deps,
  of: { readonly authyId: number; readonly ip: string; readonly userAgent: string },
): Promise<AskOperatorResult> {
  const app = await getConsoleApp(deps)
  const asked = await createApproval(
    deps,
    { ...app, keyHash: '' },
    of.authyId,
    {
      message: 'Sign in to the console',
      details: [
        ['Address', of.ip],
        ['Browser', of.userAgent.slice(0, 100)],
      ],
      hiddenDetails: null,
      logos: null,
      requestedFrom: of.ip,
      secondsToExpire: APPROVAL_LIFE_SECONDS,
    },
    undefined,
  )
  return asked.result === 'asked'
    ? { result: 'asked', uuid: asked.uuid, number: asked.number }
    : { result: 'not-possible' }
}

/** What an operator answered, waited for. */
export async function waitForOperator(
  deps: Deps,
  uuid: string,
  options: { readonly waitMs: number; readonly closed: AbortSignal },
): Promise<'approved' | 'denied' | 'expired' | 'pending'> {
  const app = await findConsoleApp(deps)
  if (app === undefined) return 'expired'
  const found = await waitForApproval(deps, app.id, uuid, options)
  return found.result === 'found' ? approvalStatusAt(found.view.row, deps.now()) : 'expired'
}
