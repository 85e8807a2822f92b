import { Type } from 'typebox'
import {
  createAccessKey as create,
  endAccessKey as end,
  listAccessKeys as list,
  MOST_ACCESS_KEYS,
} from '../../../actions/access-keys.ts'
import { answer, refuse, route } from '../route.ts'
import { AccessKey, Done, OfApp } from './webhook-shapes.ts'

const NEEDS = { role: 'operator', apps: 'one' } as const

export const AccessKeysAnswer = Type.Object({ items: Type.Array(AccessKey) })

export const AccessKeyCreatedAnswer = Type.Object({
  key: AccessKey,
  accessKey: Type.String(),
  signingKey: Type.String(),
})

export const listAccessKeys = route({
  method: 'GET',
  path: '/apps/:appId/access-keys',
  summary: 'List the access keys of an application',
  needs: NEEDS,
  params: OfApp,
  answer: AccessKeysAnswer,
  async act({ deps, params }) {
    return answer({ items: await list(deps, params.appId) })
  },
})

export const createAccessKey = route({
  method: 'POST',
  path: '/apps/:appId/access-keys',
  summary: 'Create an access key; it and its signing key are shown once',
  needs: NEEDS,
  isFreshOnly: true,
  params: OfApp,
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }) }),
  answer: AccessKeyCreatedAnswer,
  async act({ deps, params, body, operator: { operatorId }, ip }) {
    const created = await create(deps, params.appId, body.name.trim(), { operatorId, ip })
    if (created.result === 'too-many') {
      const message = `An application has at most ${MOST_ACCESS_KEYS} access keys. End one first.`
      return refuse({ code: 'too-many', message })
    }
    const { key, accessKey, signingKey } = created
    return answer({ key, accessKey, signingKey }, 201)
  },
})

export const endAccessKey = route({
  method: 'DELETE',
  path: '/apps/:appId/access-keys/:keyId',
  summary: 'End an access key',
  needs: NEEDS,
  params: Type.Object({ appId: Type.Integer(), keyId: Type.Integer({ minimum: 1 }) }),
  answer: Done,
  async act({ deps, params: { appId, keyId }, operator: { operatorId }, ip }) {
    const result = await end(deps, appId, keyId, { operatorId, ip })
    return result === 'ended' ? answer({}) : refuse({ code: 'not-found' })
  },
})
