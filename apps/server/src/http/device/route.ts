import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Deps } from '../../deps.ts'
import { once } from '../../once.ts'
import type { DeviceDescription } from '../reference/description.ts'
import type { AuthenticatedDevice, KeyHolder } from './authenticate.ts'
import type { DeviceFailure } from './failure.ts'

export type DeviceAnswer =
  | { readonly ok: true; readonly status?: number; readonly body: object }
  | { readonly ok: false; readonly failure: DeviceFailure }

/** What an act of this dialect is given once the signature was verified. */
export interface DeviceRequest<Body> {
  readonly deps: Deps
  readonly http: FastifyRequest
  readonly body: Body
  /** Of the connection, or of the proxy that is trusted. */
  readonly ip: string
  readonly whenClosed: () => AbortSignal
}

/** An act of a registered device. */
export interface DeviceRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body: (() => Validator) | undefined
  /** For the reference (http/reference). */
  readonly description: DeviceDescription
  readonly act: (
    request: DeviceRequest<unknown>,
    device: AuthenticatedDevice,
  ) => Promise<DeviceAnswer>
  /** Leaves the nonce to the act, which takes it in the transaction of its decision. */
  readonly admits?: 'in-act'
}

/** An act of a device that is not registered yet: all that is known of it is its key. */
export interface RegistrationRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body: (() => Validator) | undefined
  /** For the reference (http/reference). */
  readonly description: DeviceDescription
  readonly act: (request: DeviceRequest<unknown>, holder: KeyHolder) => Promise<DeviceAnswer>
}

/** Compiled when it is first asked. */
export function schema(type: TSchema): () => Validator {
  return once(() => Compile(type))
}

export function answer(body: object, status = 200): DeviceAnswer {
  return { ok: true, status, body }
}

export function refuse(failure: DeviceFailure): DeviceAnswer {
  return { ok: false, failure }
}

export function pathPart(request: FastifyRequest, name: string): string {
  // Fastify gives the named parts of the path as texts.
  return (request.params as Readonly<Record<string, string | undefined>>)[name] ?? ''
}

export function queryPart(request: FastifyRequest, name: string): string | undefined {
  // A part that comes twice is a list, which nothing of ours is.
  const value = (request.query as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A UUID of ours; anything else is empty text, which names nothing. */
export function uuidPart(request: FastifyRequest, name: string): string {
  const text = pathPart(request, name)
  return UUID.test(text) ? text : ''
}

/** An id of an app or a device; anything else is 0, which names nothing. */
export function idPart(request: FastifyRequest): number {
  return Number(/^\d{1,10}$/.exec(pathPart(request, 'id'))?.[0] ?? 0)
}

export const LONGEST_WAIT_SECONDS = 30

/** `wait=SECONDS` of a query. */
export function waitMs(request: FastifyRequest): number {
  const text = queryPart(request, 'wait') ?? '0'
  return /^\d{1,4}$/.test(text) ? Math.min(Number(text), LONGEST_WAIT_SECONDS) * 1_000 : 0
}
