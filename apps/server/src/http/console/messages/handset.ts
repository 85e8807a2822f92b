import { Type } from 'typebox'
import {
  type HandsetName,
  listHandsets as list,
  readHandset as read,
  readHandsetVersion,
} from '../../../actions/console/messages/read-handset.ts'
import { maskRecipient } from '../masks.ts'
import { openLiveStream } from '../live-stream.ts'
import { answer, refuse, route } from '../route.ts'
import { HandsetMessage, handsetBody } from './shapes.ts'

const MaybeNumber = Type.Union([Type.Integer(), Type.Null()])
const AppFilter = { app: Type.Optional(Type.Integer({ minimum: 1 })) }

export const Handsets = Type.Object({
  items: Type.Array(
    Type.Object({
      /** Masked for supporters, who choose by `authyId`. */
      to: Type.String(),
      authyId: MaybeNumber,
      lastAt: Type.Integer(),
      count: Type.Integer(),
    }),
  ),
})

export const listHandsets = route({
  method: 'GET',
  path: '/handsets',
  summary: 'List the phones that the outbox took something for lately',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object(AppFilter),
  answer: Handsets,
  async act({ deps, operator, query }) {
    const handsets = await list(deps, operator, query.app)
    return answer({
      items: handsets.map(({ to, authyId, lastAt, count, isWhole }) => ({
        to: isWhole ? to : maskRecipient(to),
        authyId: authyId ?? null,
        lastAt,
        count,
      })),
    })
  },
})

export const HandsetBody = Type.Object({
  to: Type.String(),
  authyId: MaybeNumber,
  items: Type.Array(HandsetMessage),
})

export const readHandset = route({
  method: 'GET',
  path: '/handset',
  summary: 'Read what the outbox holds for one phone',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object({
    ...AppFilter,
    /** A number with its country code, or an address. */
    to: Type.Optional(Type.String({ maxLength: 254 })),
    authyId: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  answer: HandsetBody,
  async act({ deps, operator, query }) {
    const to: HandsetName | undefined =
      query.to ?? (query.authyId === undefined ? undefined : { authyId: query.authyId })
    if (to === undefined) return refuse({ code: 'invalid', fields: { to: 'is missing' } })
    const found = await read(deps, operator, { to, appId: query.app })
    if (found === 'recipient-invalid')
      return refuse({
        code: 'invalid',
        fields: { to: 'is no number with its country code, and no e-mail address' },
      })
    const isWhole = found.isWhole || typeof to === 'string'
    return answer({
      to: isWhole ? found.to : maskRecipient(found.to),
      authyId: found.messages.length === 0 ? null : (found.authyId ?? null),
      items: found.messages.map(handsetBody),
    })
  },
})

/** Tells that something came, and never what: the page then reads the phone, under its own rights. */
export const streamMessages = route({
  method: 'GET',
  path: '/messages/stream',
  summary: 'Be told when the outbox takes a message (server-sent events)',
  needs: { role: 'support', apps: 'any' },
  answer: Type.Unknown(),
  async act(request) {
    const { deps } = request
    return await openLiveStream(request, {
      name: 'messages',
      look: async (operator) => await readHandsetVersion(deps, operator),
    })
  },
})
