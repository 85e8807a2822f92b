import { Type } from 'typebox'
import {
  inviteOperator as invite,
  withdrawInvitation as withdraw,
} from '../../../actions/console/invite-operator.ts'
import { parseEmailAddress } from '../../../domain/email-address.ts'
import { parseGrants } from '../../../domain/operator.ts'
import { answer, refuse, route } from '../route.ts'
import { EmailInput } from '../session/inputs.ts'
import { APP_UNKNOWN, GRANTS_INVALID } from './explain.ts'
import { Done, DONE, Grants, linkBody, LinkShape } from './shapes.ts'

export const inviteOperator = route({
  method: 'POST',
  path: '/operators/invitations',
  summary: 'Make a one-time link for a new operator; it is shown this once',
  needs: { role: 'owner', apps: 'all' },
  isFreshOnly: true,
  body: Type.Object({ email: EmailInput, grants: Grants }),
  answer: LinkShape,
  async act({ deps, operator, body, ip }) {
    const email = parseEmailAddress(body.email)
    const grants = parseGrants(body.grants)
    if (email === undefined)
      return refuse({ code: 'invalid', fields: { email: 'This is not an e-mail address.' } })
    if (grants === undefined) return refuse(GRANTS_INVALID)
    const { operatorId } = operator
    const invited = await invite(deps, { operatorId, ip }, { email, grants })
    switch (invited.result) {
      case 'invited':
        return answer(linkBody(invited.link), 201)
      case 'email-taken':
        return refuse({
          code: 'invalid',
          fields: { email: 'There is an operator with this address already.' },
        })
      case 'app-unknown':
        return refuse(APP_UNKNOWN)
    }
  },
})

export const withdrawInvitation = route({
  method: 'DELETE',
  path: '/operators/invitations/:invitationId',
  summary: 'Take back a one-time link that nobody has used yet',
  needs: { role: 'owner', apps: 'all' },
  params: Type.Object({ invitationId: Type.String({ minLength: 1, maxLength: 64 }) }),
  answer: Done,
  async act({ deps, operator: { operatorId }, params, ip }) {
    const isDone = await withdraw(deps, { operatorId, ip }, params.invitationId)
    return isDone ? answer(DONE) : refuse({ code: 'not-found' })
  },
})
