import { Type } from 'typebox'
import { listInvitations as listLiving } from '../../../actions/console/invitations.ts'
import { listOperators as list } from '../../../actions/console/list-operators.ts'
import { answer, refuse, route } from '../route.ts'
import { Grants, OperatorShape, operatorBody } from './shapes.ts'

const OWNER = { role: 'owner', apps: 'all' } as const

export const OperatorList = Type.Object({
  items: Type.Array(OperatorShape),
  next: Type.Union([Type.String(), Type.Null()]),
})

export const listOperators = route({
  method: 'GET',
  path: '/operators',
  summary: 'List the operators',
  needs: OWNER,
  query: Type.Object({
    after: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  answer: OperatorList,
  async act({ deps, query }) {
    const after = query.after ?? '0'
    if (!/^\d{1,15}$/.test(after))
      return refuse({ code: 'invalid', fields: { after: 'This is no cursor of this list.' } })
    const page = await list(deps, { after: Number(after), limit: query.limit ?? 25 })
    return answer({
      items: page.items.map(operatorBody),
      next: page.next === undefined ? null : String(page.next),
    })
  },
})

export const InvitationList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      email: Type.Union([Type.String(), Type.Null()]),
      grants: Grants,
      /** Whose way in it renews; null for one that makes an operator. */
      operatorId: Type.Union([Type.Integer(), Type.Null()]),
      createdAt: Type.Integer(),
      expiresAt: Type.Integer(),
    }),
  ),
})

export const listInvitations = route({
  method: 'GET',
  path: '/operators/invitations',
  summary: 'List the one-time links that nobody has used yet',
  needs: OWNER,
  answer: InvitationList,
  async act({ deps }) {
    const invitations = await listLiving(deps)
    return answer({
      items: invitations.map(({ id, email, grants, operatorId, createdAt, expiresAt }) => ({
        id,
        email: email ?? null,
        grants,
        operatorId: operatorId ?? null,
        createdAt,
        expiresAt,
      })),
    })
  },
})
