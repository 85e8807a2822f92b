import { createHash } from 'node:crypto'
import { CLOCK_WINDOW_MS, type PublicJwk, REQUEST_TYPE } from '@countersign/wire'
import type { FastifyRequest } from 'fastify'
import { compactVerify, type CryptoKey, decodeProtectedHeader } from 'jose'
import {
  admitDevice,
  claimRegistrationNonce,
  findDeviceKey,
} from '../../actions/devices/admit-device.ts'
import type { Deps } from '../../deps.ts'
import type { DeviceFailure } from './failure.ts'
import { canonicalKey, importPublicKey } from './public-key.ts'

const SCHEME = /^Device ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i
const NONCE = /^[A-Za-z0-9_-]{22,86}$/
const NO_BYTES = new Uint8Array()

/** Keys remembered: a device that talks to us does so often, and its key never changes. */
const KEPT_KEYS = 2_000

interface DeviceKey {
  readonly authyId: number
  readonly key: CryptoKey
}

/** A request whose signature was verified, its nonce not taken yet. */
interface SignedRequest {
  readonly nonce: string
  readonly nonceExpiresAt: number
}

export interface AuthenticatedDevice extends SignedRequest {
  readonly id: number
  readonly authyId: number
  readonly signingKey: CryptoKey
}

/** Whoever holds a key, not registered yet. */
export interface KeyHolder {
  /** JSON of the JWK. */
  readonly publicKey: string
}

export type Authentication<Who> =
  | { readonly ok: true; readonly who: Who }
  | { readonly ok: false; readonly failure: DeviceFailure }

export interface Authenticator {
  /** A registered device; `admits: 'in-act'` leaves its nonce to the caller. */
  readonly device: (
    request: FastifyRequest,
    options: { readonly admits: 'here' | 'in-act' },
  ) => Promise<Authentication<AuthenticatedDevice>>
  /** Whoever holds the key in the header. */
  readonly registration: (request: FastifyRequest) => Promise<Authentication<KeyHolder>>
}

export function createAuthenticator(deps: Deps): Authenticator {
  const kept = new Map<number, DeviceKey>()

  async function keyOf(id: number): Promise<DeviceKey | undefined> {
    const known = kept.get(id)
    if (known !== undefined) return known
    const found = await findDeviceKey(deps, id)
    const imported =
      found === undefined ? undefined : await importPublicKey(JSON.parse(found.signingKey), 'ES256')
    if (found === undefined || imported === undefined) return undefined
    if (kept.size >= KEPT_KEYS) kept.clear()
    const key = { authyId: found.authyId, key: imported.key }
    kept.set(id, key)
    return key
  }

  return {
    async device(request, { admits }) {
      const header = headerOf(request)
      const id = Number(/^\d{1,10}$/.exec(header?.kid ?? '')?.[0] ?? 0)
      const known = header === undefined || id === 0 ? undefined : await keyOf(id)
      if (header === undefined || known === undefined) return unauthorized()
      const verified = await verify(deps, request, header.jws, known.key)
      if (!verified.ok) return verified
      const who = { ...verified.who, id, authyId: known.authyId, signingKey: known.key }
      if (admits === 'in-act') return { ok: true, who }
      const admitted = await admitDevice(deps, { deviceId: id, ip: request.ip, ...verified.who })
      return admitted.result === 'admitted'
        ? { ok: true, who }
        : { ok: false, failure: { code: admitted.result } }
    },
    async registration(request) {
      const header = headerOf(request)
      const imported = await importPublicKey(header?.jwk, 'ES256')
      if (header === undefined || imported === undefined) return unauthorized()
      const verified = await verify(deps, request, header.jws, imported.key)
      if (!verified.ok) return verified
      if (!(await claimRegistrationNonce(deps, verified.who)))
        return { ok: false, failure: { code: 'replayed' } }
      return { ok: true, who: { publicKey: canonicalKey(imported.jwk) } }
    },
  }
}

function unauthorized(): { readonly ok: false; readonly failure: DeviceFailure } {
  return { ok: false, failure: { code: 'unauthorized' } }
}

function headerOf(
  request: FastifyRequest,
): { readonly jws: string; readonly kid?: string; readonly jwk?: PublicJwk } | undefined {
  const [, jws] = SCHEME.exec(request.headers.authorization ?? '') ?? []
  if (jws === undefined) return undefined
  try {
    const { alg, typ, kid, jwk } = decodeProtectedHeader(jws)
    if (alg !== 'ES256' || typ !== REQUEST_TYPE) return undefined
    // Whether it is a key at all is for importPublicKey to say.
    return {
      jws,
      ...(kid === undefined ? {} : { kid }),
      ...(jwk === undefined ? {} : { jwk: jwk as PublicJwk }),
    }
  } catch {
    return undefined
  }
}

/** Whether this very request was signed, and just now (docs/device-protocol.md, signed requests). */
async function verify(
  deps: Deps,
  request: FastifyRequest,
  jws: string,
  key: CryptoKey,
): Promise<Authentication<SignedRequest>> {
  const claims = await verifiedClaims(jws, key)
  if (claims === undefined) return unauthorized()
  const body = request.body instanceof Uint8Array ? request.body : NO_BYTES
  const isThisRequest =
    claims['method'] === request.method &&
    claims['path'] === request.raw.url &&
    claims['body'] === createHash('sha256').update(body).digest('base64url')
  const { time, nonce } = claims
  if (!isThisRequest || typeof nonce !== 'string' || !NONCE.test(nonce)) return unauthorized()
  const now = deps.now()
  if (typeof time !== 'number' || !(Math.abs(now - time) <= CLOCK_WINDOW_MS))
    return { ok: false, failure: { code: 'clock', serverTime: now } }
  // Kept until a request of this time would be refused for its age.
  return { ok: true, who: { nonce, nonceExpiresAt: time + CLOCK_WINDOW_MS + 1 } }
}

async function verifiedClaims(
  jws: string,
  key: CryptoKey,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const { payload } = await compactVerify(jws, key, { algorithms: ['ES256'] })
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload))
    return typeof claims === 'object' && claims !== null
      ? (claims as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

/** The payload of a JWS of another type that the same device signed: an answer. */
export async function verifyStatement(
  jws: string,
  type: string,
  device: AuthenticatedDevice,
): Promise<unknown> {
  try {
    const header = decodeProtectedHeader(jws)
    if (header.typ !== type || header.kid !== String(device.id)) return undefined
    const { payload } = await compactVerify(jws, device.signingKey, { algorithms: ['ES256'] })
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as unknown
  } catch {
    return undefined
  }
}
