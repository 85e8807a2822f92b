import { Type } from 'typebox'
import { answer, route } from '../route.ts'
import { listVisibleApps } from '../../../actions/console/visible-apps.ts'

const Role = Type.Union([Type.Literal('support'), Type.Literal('operator'), Type.Literal('owner')])

export const Session = Type.Object({
  operator: Type.Object({
    id: Type.Integer(),
    email: Type.String(),
    name: Type.String(),
    grants: Type.Array(Type.Object({ appId: Type.Integer(), role: Role })),
  }),
  /** Those that the operator may see, for the choice of an app that every page has. */
  apps: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      plan: Type.Union([Type.Literal('production'), Type.Literal('sandbox')]),
    }),
  ),
  isFresh: Type.Boolean(),
})

/** What the console's frame needs before any page. */
export const readSession = route({
  method: 'GET',
  path: '/session',
  summary: 'Read who is signed in, and which applications they see',
  needs: 'self',
  answer: Session,
  async act({ deps, operator }) {
    const { operatorId: id, email, name, grants, isFresh } = operator
    const apps = await listVisibleApps(deps, operator)
    return answer({ operator: { id, email, name, grants }, apps, isFresh })
  },
})
