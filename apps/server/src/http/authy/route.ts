import type { Failure, WireObject } from '@countersign/wire'
import type { Deps } from '../../deps.ts'
import type { CallingApp } from '../../actions/find-app.ts'
import type { AuthyDescription } from '../reference/description.ts'
import type { ParamRead, Params } from './params.ts'

/** What an act of this dialect is given: the app is authenticated and the parameters are read. */
export interface AuthyRequest {
  readonly deps: Deps
  readonly app: CallingApp
  /** Of a request that manages the app rather than its users. */
  readonly accessKeyId?: number
  readonly params: Params
  /** A header by its name, in any case. */
  readonly header: (name: string) => string | undefined
  /** Aborted when the client has gone: for what waits on its behalf. */
  readonly whenClosed: () => AbortSignal
  /** The parts of the path that the route names, `id` and `token`. */
  readonly path: Readonly<Record<string, string | undefined>>
}

export type AuthyAnswer =
  | { readonly ok: true; readonly body: WireObject; readonly outcome?: string }
  | {
      readonly ok: false
      readonly failure: Failure
      readonly retryAt?: number
      readonly outcome?: string
    }

export type AuthyAct = (request: AuthyRequest) => Promise<AuthyAnswer>

/** One route of the dialect, below `/protected/{json|xml}`. */
export interface AuthyRoute {
  readonly methods: readonly ('GET' | 'POST' | 'DELETE')[]
  readonly paths: readonly string[]
  readonly act: AuthyAct
  /** For the reference (http/reference). */
  readonly description: AuthyDescription
}

export function ok(body: WireObject): AuthyAnswer {
  return { ok: true, body }
}

export function refuse(failure: Failure, retryAt?: number): AuthyAnswer {
  return retryAt === undefined ? { ok: false, failure } : { ok: false, failure, retryAt }
}

type Reads = Readonly<Record<string, ParamRead<unknown>>>
type Values<R extends Reads> = {
  readonly [Name in keyof R]: R[Name] extends ParamRead<infer T> ? T | undefined : never
}

/** All the values, or the failure of the first parameter that is of the wrong kind. */
export function readAll<R extends Reads>(
  reads: R,
):
  | { readonly ok: true; readonly values: Values<R> }
  | { readonly ok: false; readonly failure: Failure } {
  const values: Record<string, unknown> = {}
  for (const [name, read] of Object.entries(reads)) {
    if (!read.ok) return read
    values[name] = read.value
  }
  // Each value comes from the read of the same name.
  return { ok: true, values: values as Values<R> }
}

/** Authy ids fit a signed 32-bit integer (docs/wire, users). */
export const MOST_AUTHY_ID = 2_147_483_647

/** The id of the path, or undefined where it cannot be one: `users/tony/status` is an unknown user. */
export function authyIdOf(request: AuthyRequest): number | undefined {
  const text = request.path['id'] ?? ''
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0
  return id >= 1 && id <= MOST_AUTHY_ID ? id : undefined
}
