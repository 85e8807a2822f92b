import { Type } from 'typebox'
import type { WaysIn } from '../../../actions/console/account.ts'
import type { OneTimeLink } from '../../../actions/console/invitations.ts'
import type { Operator } from '../../../actions/console/list-operators.ts'

export const Role = Type.Union([
  Type.Literal('support'),
  Type.Literal('operator'),
  Type.Literal('owner'),
])

/** App 0 stands for all apps. */
export const Grants = Type.Array(
  Type.Object({
    appId: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    role: Role,
  }),
  { minItems: 1, maxItems: 200 },
)

const MaybeTime = Type.Union([Type.Integer(), Type.Null()])

export const OperatorShape = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  name: Type.String(),
  grants: Grants,
  createdAt: Type.Integer(),
  lastSeenAt: MaybeTime,
  disabledAt: MaybeTime,
})

export function operatorBody(operator: Operator) {
  const { lastSeenAt, disabledAt, ...rest } = operator
  return { ...rest, lastSeenAt: lastSeenAt ?? null, disabledAt: disabledAt ?? null }
}

export const WaysInShape = Type.Object({
  hasPassword: Type.Boolean(),
  /** The last two digits of the phone of the second factor, or null without one. */
  phoneEnd: Type.Union([Type.String(), Type.Null()]),
  passkeys: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      createdAt: Type.Integer(),
      lastUsedAt: MaybeTime,
    }),
  ),
  sessions: Type.Array(
    Type.Object({
      id: Type.String(),
      userAgent: Type.String(),
      ip: Type.String(),
      createdAt: Type.Integer(),
      lastSeenAt: Type.Integer(),
      expiresAt: Type.Integer(),
      /** Whether it is the one that asks. */
      isOwn: Type.Boolean(),
    }),
  ),
})

export function waysInBody(ways: WaysIn, sessionId: string) {
  return {
    hasPassword: ways.hasPassword,
    phoneEnd: ways.phoneEnd ?? null,
    passkeys: ways.passkeys.map((passkey) => ({
      ...passkey,
      lastUsedAt: passkey.lastUsedAt ?? null,
    })),
    sessions: ways.sessions.map((session) => ({ ...session, isOwn: session.id === sessionId })),
  }
}

/** A one-time link, shown here and never again. */
export const LinkShape = Type.Object({ url: Type.String(), expiresAt: Type.Integer() })

export function linkBody({ url, expiresAt }: OneTimeLink) {
  return { url, expiresAt }
}

export const Done = Type.Object({ result: Type.Literal('done') })
export const DONE = { result: 'done' } as const

export const OperatorParams = Type.Object({
  operatorId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
})
export const PasskeyId = Type.String({ minLength: 1, maxLength: 256 })
export const SessionId = Type.String({ minLength: 1, maxLength: 64 })
