import { Type } from 'typebox'
import {
  liftPersonsSuspension,
  removePerson as remove,
  revokePersonsDevice,
  sendPersonInstallLink,
  sendPersonToken,
  suspendPerson as suspend,
} from '../../../actions/console/people/change-person.ts'
import { answer, refuse, route } from '../route.ts'
import { MaybeTime, PERSON_IN_APP } from './shapes.ts'

const Suspension = Type.Object({ suspendedAt: MaybeTime })
const Done = Type.Object({ done: Type.Literal(true) })
const DONE = { done: true } as const

export const suspendPerson = route({
  method: 'POST',
  path: '/apps/:appId/people/:authyId/suspend',
  summary: 'Suspend a person in an application',
  needs: { role: 'support', apps: 'one' },
  params: PERSON_IN_APP,
  answer: Suspension,
  async act({ deps, operator, ip, params }) {
    const outcome = await suspend(deps, { operator, ip, ...params })
    switch (outcome.result) {
      case 'not-found':
        return refuse({ code: 'not-found' })
      case 'already':
        // Twice is as good as once.
        return answer({ suspendedAt: outcome.suspendedAt })
      case 'suspended':
        return answer({ suspendedAt: deps.now() })
    }
  },
})

export const liftSuspension = route({
  method: 'POST',
  path: '/apps/:appId/people/:authyId/lift',
  summary: 'Lift a suspension, forget wrong tokens and let approval requests go on',
  needs: { role: 'support', apps: 'one' },
  params: PERSON_IN_APP,
  answer: Suspension,
  async act({ deps, operator, ip, params }) {
    const lifted = await liftPersonsSuspension(deps, { operator, ip, ...params })
    return lifted === 'lifted' ? answer({ suspendedAt: null }) : refuse({ code: 'not-found' })
  },
})

export const removePerson = route({
  method: 'POST',
  path: '/apps/:appId/people/:authyId/remove',
  summary: 'Remove a person from an application, with their tokens and authenticators there',
  needs: { role: 'operator', apps: 'one' },
  params: PERSON_IN_APP,
  answer: Done,
  async act({ deps, operator, ip, params }) {
    const removed = await remove(deps, { operator, ip, ...params })
    return removed === 'removed' ? answer(DONE) : refuse({ code: 'not-found' })
  },
})

export const revokeDevice = route({
  method: 'POST',
  path: '/apps/:appId/people/:authyId/devices/:deviceId/revoke',
  summary: 'End a device of a person, in every application',
  needs: { role: 'operator', apps: 'one' },
  params: Type.Object({
    ...PERSON_IN_APP.properties,
    deviceId: Type.Integer({ minimum: 1 }),
  }),
  answer: Done,
  async act({ deps, operator, ip, params: { deviceId, ...person } }) {
    const revoked = await revokePersonsDevice(deps, { operator, ip, ...person }, deviceId)
    return revoked === 'revoked' ? answer(DONE) : refuse({ code: 'not-found' })
  },
})

export const sendToken = route({
  method: 'POST',
  path: '/apps/:appId/people/:authyId/send-token',
  summary: 'Send a person a token: the living one again, or a new one',
  needs: { role: 'operator', apps: 'one' },
  params: PERSON_IN_APP,
  body: Type.Object({
    channel: Type.Union([Type.Literal('sms'), Type.Literal('call'), Type.Literal('email')]),
  }),
  answer: Type.Object({
    /** Null where an equal one went out a moment ago, or the application is in the sandbox. */
    messageId: Type.Union([Type.String(), Type.Null()]),
  }),
  async act({ deps, operator, ip, params, body }) {
    const sent = await sendPersonToken(deps, { operator, ip, ...params }, body.channel)
    switch (sent.result) {
      case 'sent':
        return answer({ messageId: sent.messageId ?? null })
      case 'ignored':
        return answer({ messageId: null })
      case 'unknown-user':
        return refuse({ code: 'not-found' })
      case 'suspended':
        return refuse({ code: 'conflict', message: 'The person is suspended. Lift it first.' })
      case 'throttled':
        return refuse({
          code: 'too-many',
          message: 'So many tokens went out already that no further one is sent yet.',
          retryAt: sent.retryAt,
        })
      case 'no-email':
        return refuse({
          code: 'invalid',
          message: 'The person has no e-mail address in this application.',
          fields: { channel: 'needs an e-mail address' },
        })
      case 'country-refused':
        return refuse({
          code: 'conflict',
          message: 'The application sends nothing to the country of this number.',
        })
      case 'channel-disabled':
        return refuse({
          code: 'conflict',
          message: 'The application has this channel switched off, or nothing carries it.',
        })
    }
  },
})

export const sendInstallLink = route({
  method: 'POST',
  path: '/apps/:appId/people/:authyId/send-install-link',
  summary: 'Send a person the link to the authenticator',
  needs: { role: 'operator', apps: 'one' },
  params: PERSON_IN_APP,
  answer: Done,
  async act({ deps, operator, ip, params }) {
    const sent = await sendPersonInstallLink(deps, { operator, ip, ...params })
    switch (sent) {
      case 'sent':
        return answer(DONE)
      case 'not-found':
        return refuse({ code: 'not-found' })
      case 'not-possible':
        return refuse({
          code: 'conflict',
          message:
            'No link can go there now: the application is in the sandbox or has SMS switched off, the number is a landline or of a country that is not allowed, or too much was sent already.',
        })
    }
  },
})
