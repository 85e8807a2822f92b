import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { SignedIn } from '../../actions/console/sessions.ts'
import type { Deps } from '../../deps.ts'
import type { Need } from '../../domain/operator.ts'
import type { ConsoleFailure } from './failure.ts'

/** What an act of the console is given once the session and the role were checked. */
export interface ConsoleRequest<Params, Query, Body> {
  readonly deps: Deps
  readonly http: FastifyRequest
  /** For cookies, and for streams that take the response over. */
  readonly reply: FastifyReply
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly ip: string
  readonly whenClosed: () => AbortSignal
}

/** A signed-in operator's request. */
export interface OperatorRequest<Params, Query, Body> extends ConsoleRequest<Params, Query, Body> {
  readonly operator: SignedIn
}

export type ConsoleAnswer<Body> =
  | { readonly ok: true; readonly status?: number; readonly body: Body }
  | { readonly ok: false; readonly failure: ConsoleFailure }
  /** The act answers by the reply itself: a stream, a file. */
  | { readonly ok: 'answered' }

/** What an act may hand over: lists and objects of ours are readonly, those of schemas are not. */
type Given<Value> = Value extends readonly (infer Item)[]
  ? readonly Given<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: Given<Value[Name]> }
    : Value

/** What is known of a route before it is called. */
interface Described {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/console/api`. A part `:appId` is the app that `needs` speaks of. */
  readonly path: string
  readonly summary: string
  /** Texts that come in the path and the query: `Type.Integer()` and `Type.Boolean()` are read from them. */
  readonly params: TObject
  readonly query: TObject
  readonly body: TSchema | undefined
  readonly answer: TSchema
}

export interface ConsoleRoute extends Described {
  /** `nobody`: before anyone is signed in. `self`: any operator, about themselves. */
  readonly needs: Need | 'self' | 'nobody'
  /** Asks for a fresh proof of who it is first: for keys, and for what weakens a setting. */
  readonly isFreshOnly: boolean
  readonly act: (
    request: ConsoleRequest<unknown, unknown, unknown> & { readonly operator?: SignedIn },
  ) => Promise<ConsoleAnswer<unknown>>
}

/** A route with its types tied together: what the schemas say is what the act is given and must answer. */
interface Typed<
  Params extends TObject,
  Query extends TObject,
  Body extends TSchema,
  Answer extends TSchema,
> {
  readonly method: Described['method']
  readonly path: string
  readonly summary: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly answer: Answer
  readonly isFreshOnly?: boolean
}

const NO_PARTS = { type: 'object', properties: {}, required: [] } as unknown as TObject

/** A route for operators who are signed in. */
export function route<
  Params extends TObject = TObject<{}>,
  Query extends TObject = TObject<{}>,
  Body extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
>(
  described: Typed<Params, Query, Body, Answer> & {
    readonly needs: Need | 'self'
    readonly act: (
      request: OperatorRequest<Static<Params>, Static<Query>, Static<Body>>,
    ) => Promise<ConsoleAnswer<Given<Static<Answer>>>>
  },
): ConsoleRoute {
  return complete(described)
}

/** A route for whoever comes: signing in, and the one-time links. */
export function openRoute<
  Params extends TObject = TObject<{}>,
  Query extends TObject = TObject<{}>,
  Body extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
>(
  described: Typed<Params, Query, Body, Answer> & {
    readonly act: (
      request: ConsoleRequest<Static<Params>, Static<Query>, Static<Body>>,
    ) => Promise<ConsoleAnswer<Given<Static<Answer>>>>
  },
): ConsoleRoute {
  return complete({ ...described, needs: 'nobody' })
}

function complete(described: {
  readonly method: Described['method']
  readonly path: string
  readonly summary: string
  readonly params?: TObject
  readonly query?: TObject
  readonly body?: TSchema
  readonly answer: TSchema
  readonly isFreshOnly?: boolean
  readonly needs: ConsoleRoute['needs']
  // The router has checked what it hands over by these very schemas.
  readonly act: (request: never) => Promise<ConsoleAnswer<unknown>>
}): ConsoleRoute {
  return {
    ...described,
    params: described.params ?? NO_PARTS,
    query: described.query ?? NO_PARTS,
    body: described.body,
    isFreshOnly: described.isFreshOnly ?? false,
    act: described.act as ConsoleRoute['act'],
  }
}

export function answer<Body>(body: Body, status = 200): ConsoleAnswer<Body> {
  return { ok: true, status, body }
}

export function refuse(failure: ConsoleFailure): {
  readonly ok: false
  readonly failure: ConsoleFailure
} {
  return { ok: false, failure }
}
