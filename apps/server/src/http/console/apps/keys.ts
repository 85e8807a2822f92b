import { Type } from 'typebox'
import {
  endKey as end,
  listKeys as list,
  rotateKey as rotate,
} from '../../../actions/console/apps/keys.ts'
import { Done, DONE } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'
import { AppParams } from './shapes.ts'

const OPERATOR = { role: 'operator', apps: 'one' } as const

const MaybeTime = Type.Union([Type.Integer(), Type.Null()])

export const KeyList = Type.Object({
  items: Type.Array(
    Type.Object({
      fingerprint: Type.String(),
      createdAt: Type.Integer(),
      endsAt: MaybeTime,
      lastUsedAt: MaybeTime,
    }),
  ),
})

export const listKeys = route({
  method: 'GET',
  path: '/apps/:appId/keys',
  summary: 'List the API keys of an application, by their fingerprints',
  needs: OPERATOR,
  params: AppParams,
  answer: KeyList,
  async act({ deps, params }) {
    const keys = await list(deps, params.appId)
    if (keys === undefined) return refuse({ code: 'not-found' })
    return answer({
      items: keys.map((key) => ({
        ...key,
        endsAt: key.endsAt ?? null,
        lastUsedAt: key.lastUsedAt ?? null,
      })),
    })
  },
})

const HOUR_MS = 3_600_000

/** How long the former keys go on working, in hours. */
const Overlap = Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(24), Type.Literal(168)])

export const NewKey = Type.Object({ apiKey: Type.String() })

export const rotateKey = route({
  method: 'POST',
  path: '/apps/:appId/keys',
  summary: 'Make a new API key, shown this once; the former ones end after the overlap',
  needs: OPERATOR,
  isFreshOnly: true,
  params: AppParams,
  body: Type.Object({ overlapHours: Overlap }),
  answer: NewKey,
  async act({ deps, operator: { operatorId }, params, body, ip }) {
    const overlapMs = body.overlapHours * HOUR_MS
    const apiKey = await rotate(deps, { operatorId, ip }, params.appId, overlapMs)
    return apiKey === undefined ? refuse({ code: 'not-found' }) : answer({ apiKey }, 201)
  },
})

export const endKey = route({
  method: 'POST',
  path: '/apps/:appId/keys/:fingerprint/end',
  summary: 'End an API key at once',
  needs: OPERATOR,
  isFreshOnly: true,
  params: Type.Object({
    ...AppParams.properties,
    fingerprint: Type.String({ minLength: 1, maxLength: 64 }),
  }),
  answer: Done,
  async act({ deps, operator: { operatorId }, params, ip }) {
    const ended = await end(deps, { operatorId, ip }, params.appId, params.fingerprint)
    switch (ended) {
      case 'ended':
        return answer(DONE)
      case 'not-found':
        return refuse({ code: 'not-found' })
      case 'last-key':
        return refuse({
          code: 'conflict',
          message: 'This is the only key that works. Make a new one first.',
        })
    }
  },
})
