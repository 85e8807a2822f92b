import { DeviceError, errorOfAnswer } from './device-error.ts'
import type { StoredDevice } from './device-store.ts'
import { requireRegistered, type Session } from './session.ts'
import type { Read } from './shape.ts'
import { authorize, type Signer } from './sign.ts'
import { type Backoff, backoffMs, endIfLate, linkedSignal } from './wait.ts'

export interface Request<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** From `/device/v1` on, with the query. */
  readonly path: string
  /** Made anew for each try: what is signed inside it says the time. */
  readonly body?: () => object | Promise<object>
  readonly read: Read<T>
  /** Signs it; the registered device unless given. */
  readonly signer?: Signer | 'nobody'
  readonly signal?: AbortSignal | undefined
  /** How long the service may take, beyond what every request may, in milliseconds. */
  readonly extraMs?: number
}

/** Long enough for a phone on a bad line, short enough for whoever looks at a screen. */
export const ANSWER_MS = 30_000

const RETRIES: Backoff & { readonly most: number } = { most: 2, firstMs: 400, mostMs: 2_000 }

/**
 * Asks the service (docs/device-protocol.md, "Signed requests"). A GET that got no answer is asked again,
 * twice; anything else is not, since it may have been done. A device whose clock is wrong learns the
 * right time from the refusal and asks once more. A device that was revoked forgets everything.
 *
 * @throws DeviceError with the code that the service answered, `offline` or `bad-answer`; what `signal`
 * was aborted with.
 */
export async function ask<T>(session: Session, request: Request<T>): Promise<T> {
  const most = request.method === 'GET' ? RETRIES.most : 0
  for (let failures = 0; ; failures += 1) {
    try {
      return await askInTime(session, request)
    } catch (error) {
      request.signal?.throwIfAborted()
      if (!isOffline(error) || failures >= most) throw error
      await session.waitMs(backoffMs(failures + 1, RETRIES, session.random), request.signal)
      request.signal?.throwIfAborted()
    }
  }
}

async function askInTime<T>(session: Session, request: Request<T>): Promise<T> {
  const connection = linkedSignal(request.signal)
  const arrived = endIfLate(session, ANSWER_MS + (request.extraMs ?? 0), connection)
  try {
    const response = await send(session, request, connection.signal)
    const asked = nameOf(request)
    return request.read(await jsonOf(response, asked), asked)
  } finally {
    arrived()
    connection.end()
  }
}

/** Sends a signed request and answers once it was accepted; the body is still to come. */
export async function send(
  session: Session,
  request: Omit<Request<unknown>, 'read'>,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const former = session.stored()
  try {
    return await sendOnce(session, request, signal, headers)
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    if (error.code === 'revoked' && request.signer === undefined) await forget(session, former)
    if (error.code !== 'clock' || error.serverTime === undefined) throw error
    await session.learnTime(error.serverTime, session.now())
    return await sendOnce(session, request, signal, headers)
  }
}

async function sendOnce(
  session: Session,
  request: Omit<Request<unknown>, 'read'>,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const { method, path } = request
  const given = await request.body?.()
  const body = given === undefined ? undefined : JSON.stringify(given)
  const signer = request.signer ?? signerOf(session)
  const toSign = { method, path, body, time: session.serverNow(), random: session.random }
  const authorization =
    signer === 'nobody' ? {} : { authorization: await authorize(signer, toSign) }
  const contentType = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await session
    .fetch(`${session.baseUrl}${path}`, {
      method,
      headers: { accept: 'application/json', ...contentType, ...authorization, ...headers },
      ...(body === undefined ? {} : { body }),
      signal,
      // A request is signed for one path: followed elsewhere, it would only be refused there.
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
    })
    .catch((error: unknown) => {
      throw noAnswer(request, error)
    })
  if (response.ok) return response
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
    throw new DeviceError(
      'bad-answer',
      `${nameOf(request)} was answered with a redirect: the base URL is not that of the service.`,
      { status: response.status },
    )
  }
  const answer = await jsonOf(response, nameOf(request)).catch(() => undefined)
  throw errorOfAnswer(response.status, answer, nameOf(request))
}

/** The registered device as the one that signs. */
export function signerOf(session: Session): Signer & { readonly deviceId: number } {
  const { keys, registration } = requireRegistered(session)
  return { privateKey: keys.signing.privateKey, deviceId: registration.device.id }
}

async function forget(session: Session, former: StoredDevice | undefined): Promise<void> {
  if (former !== undefined) await session.forget(former)
}

async function jsonOf(response: Response, asked: string): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw new DeviceError('offline', `The answer to ${asked} broke off.`, { cause: error })
  })
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed
  } catch {
    // Without the cause, which quotes the answer.
    throw new DeviceError('bad-answer', `${asked} was answered with something other than JSON.`)
  }
}

function noAnswer(request: Omit<Request<unknown>, 'read'>, cause: unknown): DeviceError {
  return new DeviceError('offline', `There was no answer to ${nameOf(request)}.`, { cause })
}

export function isOffline(error: unknown): boolean {
  return error instanceof DeviceError && error.code === 'offline'
}

/** For messages: without the query, which says nothing that helps. */
function nameOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path.split('?')[0]}`
}
