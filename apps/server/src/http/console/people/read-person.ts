import { Type } from 'typebox'
import { readPerson as read } from '../../../actions/console/people/read-person.ts'
import { maskEmail, maskPhone } from '../masks.ts'
import { answer, refuse, route } from '../route.ts'
import { MaybeTime, PERSON_PARAMS } from './shapes.ts'

const MaybeText = Type.Union([Type.String(), Type.Null()])

export const PersonBody = Type.Object({
  authyId: Type.Integer(),
  phone: Type.String(),
  /** Supporters see it masked. */
  isPhoneWhole: Type.Boolean(),
  region: MaybeText,
  createdAt: Type.Integer(),
  standings: Type.Array(
    Type.Object({
      appId: Type.Integer(),
      appName: Type.String(),
      createdAt: Type.Integer(),
      removedAt: MaybeTime,
      confirmedAt: MaybeTime,
      suspendedAt: MaybeTime,
      wrongTokens: Type.Integer(),
      /** No token is looked at before it. */
      nextAttemptAt: MaybeTime,
      pushesPausedAt: MaybeTime,
      emails: Type.Array(Type.String()),
      authenticators: Type.Array(
        Type.Object({
          kind: Type.Union([Type.Literal('qr'), Type.Literal('soft')]),
          deviceId: MaybeTime,
          digits: Type.Integer(),
          createdAt: Type.Integer(),
          confirmedAt: MaybeTime,
          lastUsedAt: MaybeTime,
        }),
      ),
    }),
  ),
  devices: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      system: Type.String(),
      version: Type.String(),
      registeredAt: Type.Integer(),
      registeredVia: Type.String(),
      registeredIp: MaybeText,
      lastSeenAt: Type.Integer(),
      lastIp: MaybeText,
      revokedAt: MaybeTime,
    }),
  ),
})

export const readPerson = route({
  method: 'GET',
  path: '/people/:authyId',
  summary: 'Read a person: standing in each application, authenticators and devices',
  needs: { role: 'support', apps: 'any' },
  params: PERSON_PARAMS,
  answer: PersonBody,
  async act({ deps, operator, params }) {
    const person = await read(deps, operator, params.authyId)
    if (person === undefined) return refuse({ code: 'not-found' })
    const now = deps.now()
    const { authyId, phone, countryCode, region, createdAt, isWhole } = person
    return answer({
      authyId,
      phone: isWhole ? phone : maskPhone(phone, countryCode),
      isPhoneWhole: isWhole,
      region,
      createdAt,
      standings: person.standings.map(({ isOperator, ...standing }) => ({
        ...standing,
        nextAttemptAt: standing.nextAttemptAt > now ? standing.nextAttemptAt : null,
        emails: isOperator ? standing.emails : standing.emails.map(maskEmail),
        authenticators: standing.authenticators.map((each) => ({
          ...each,
          deviceId: each.deviceId ?? null,
          lastUsedAt: each.lastUsedAt ?? null,
        })),
      })),
      devices: person.devices.map((device) => ({
        id: device.id,
        name: device.name,
        system: device.system,
        version: device.version,
        registeredAt: device.registeredAt,
        registeredVia: device.registeredVia,
        registeredIp: device.registeredIp ?? null,
        lastSeenAt: device.lastSeenAt,
        lastIp: device.lastIp ?? null,
        revokedAt: device.revokedAt ?? null,
      })),
    })
  },
})
