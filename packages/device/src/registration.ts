import type { DeviceBody, DeviceSystem, RegistrationBody, RegistrationVia } from '@countersign/wire'
import { readDevice, readOwnDevice, readRegistration } from './answers.ts'
import { DeviceError } from './device-error.ts'
import type { StoredDevice } from './device-store.ts'
import { createKeys } from './keys.ts'
import { ask, isOffline, type Request } from './request.ts'
import { requireRegistering, type Session } from './session.ts'
import { record } from './shape.ts'
import type { Signer } from './sign.ts'
import { type Backoff, backoffMs } from './wait.ts'

/** docs/device-protocol.md, "Registration". */
export interface RegisterInput {
  /** With `+` and the country's code, such as `+15551234567`. */
  readonly phone: string
  /** How to prove that it is the person's: a code by SMS or call, or a device that they have. */
  readonly via: RegistrationVia
  /** The language of the message, such as `pt-BR`; that of the number's country unless given. */
  readonly locale?: string | undefined
  /** What the person calls this device, 1 to 40 characters. */
  readonly name: string
  readonly system: DeviceSystem
  /** Of the app, up to 20 characters. */
  readonly version: string
}

const PATH = '/device/v1/registrations'

/** How long one question may wait for the person to answer on the other device: the protocol allows 30. */
const WAIT_SECONDS = 25

/** Between two questions, so that a service which answers at once is not asked without end. */
const ASK_AGAIN: Backoff = { firstMs: 1_000, mostMs: 15_000 }

const readRegistrationAnswer = record<{ registration: RegistrationBody }>({
  registration: readRegistration,
})

export async function register(session: Session, input: RegisterInput): Promise<RegistrationBody> {
  if (session.stored()?.registration.status === 'complete') {
    throw new DeviceError('already-registered', 'This device is registered: sign out first.')
  }
  const keys = await createKeys(session.isTextOnly)
  const { phone, via, locale, name, system, version } = input
  const { registration } = await ask(session, {
    method: 'POST',
    path: PATH,
    signer: { privateKey: keys.signing.privateKey, jwk: keys.signing.publicJwk },
    body: () => ({
      phone,
      via,
      ...(locale === undefined ? {} : { locale }),
      name,
      system,
      version,
      signingKey: keys.signing.publicJwk,
      agreementKey: keys.agreement.publicJwk,
    }),
    read: readRegistrationAnswer,
  })
  await session.begin({
    baseUrl: session.baseUrl,
    keys,
    registration: { status: 'pending', registration },
    phone: null,
    apps: [],
    sealedTokens: null,
    lastEventId: null,
  })
  return registration
}

export async function sendAgain(session: Session, via: RegistrationVia): Promise<RegistrationBody> {
  const { signer, path } = underWay(session)
  const { registration } = await ask(session, {
    method: 'POST',
    path: `${path}/send`,
    signer,
    body: () => ({ via }),
    read: readRegistrationAnswer,
  })
  await session.change(pending(registration))
  return registration
}

export async function complete(session: Session, code: string): Promise<DeviceBody> {
  const { signer, path } = underWay(session)
  const request: Request<{ device: DeviceBody }> = {
    method: 'POST',
    path: `${path}/complete`,
    signer,
    body: () => ({ code }),
    read: record({ device: readDevice }),
  }
  try {
    const { device } = await ask(session, request)
    return await completed(session, device)
  } catch (error) {
    const device = await completedUnheard(session, error)
    if (device === undefined) throw error
    return await completed(session, device)
  }
}

/** The code may have been taken while its answer was lost: the registration itself says so. */
async function completedUnheard(session: Session, error: unknown): Promise<DeviceBody | undefined> {
  const mayBeDone =
    isOffline(error) || (error instanceof DeviceError && error.code === 'not-pending')
  if (!mayBeDone) return undefined
  const registration = await look(session, {}).catch(() => undefined)
  return registration?.status === 'complete' ? registration.device : undefined
}

/**
 * Waits until the person has answered on another device, or the registration has come to another end.
 * A refused or expired one is forgotten.
 */
export async function waitUntilLetIn(
  session: Session,
  signal: AbortSignal | undefined,
): Promise<RegistrationBody> {
  for (let failures = 0; ;) {
    const registration = await lookPatiently(session, signal)
    switch (registration?.status) {
      case 'complete':
        if (registration.device !== undefined) {
          await completed(session, registration.device)
          return registration
        }
        throw new DeviceError('bad-answer', 'The registration is complete and names no device.')
      case 'refused':
      case 'expired':
        await session.forget(requireRegistering(session))
        return registration
      case 'pending':
        failures = 0
        break
      case undefined:
        failures += 1
    }
    signal?.throwIfAborted()
    await session.waitMs(backoffMs(Math.max(failures, 1), ASK_AGAIN, session.random), signal)
    signal?.throwIfAborted()
  }
}

/** Undefined where the service is away and may be back before the registration expires. */
async function lookPatiently(
  session: Session,
  signal: AbortSignal | undefined,
): Promise<RegistrationBody | undefined> {
  const { registration } = requireRegistering(session).registration
  try {
    return await look(session, { signal, wait: WAIT_SECONDS })
  } catch (error) {
    const isAway = error instanceof DeviceError && /^(?:offline|unavailable)$/.test(error.code)
    if (!isAway || session.serverNow() >= registration.expiresAt) throw error
    return undefined
  }
}

async function look(
  session: Session,
  { signal, wait }: { readonly signal?: AbortSignal | undefined; readonly wait?: number },
): Promise<RegistrationBody> {
  const { signer, path } = underWay(session)
  const { registration } = await ask(session, {
    method: 'GET',
    path: wait === undefined ? path : `${path}?wait=${wait}`,
    signer,
    signal,
    extraMs: (wait ?? 0) * 1_000,
    read: readRegistrationAnswer,
  })
  return registration
}

export async function cancelRegistration(session: Session): Promise<void> {
  const stored = session.stored()
  if (stored?.registration.status === 'pending') await session.forget(stored)
}

async function completed(session: Session, device: DeviceBody): Promise<DeviceBody> {
  await session.change((stored) => ({ ...stored, registration: { status: 'complete', device } }))
  // The masked phone: good to have, and nothing that a registration should fail for.
  await ask(session, { method: 'GET', path: '/device/v1/device', read: readOwnDevice })
    .then(({ phone }) => session.change((stored) => ({ ...stored, phone })))
    .catch(() => {})
  return device
}

function underWay(session: Session): { readonly signer: Signer; readonly path: string } {
  const { keys, registration } = requireRegistering(session)
  return {
    signer: { privateKey: keys.signing.privateKey, jwk: keys.signing.publicJwk },
    path: `${PATH}/${encodeURIComponent(registration.registration.id)}`,
  }
}

function pending(registration: RegistrationBody): (stored: StoredDevice) => StoredDevice {
  return (stored) => ({ ...stored, registration: { status: 'pending', registration } })
}
