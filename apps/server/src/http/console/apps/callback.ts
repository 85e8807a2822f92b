import { Type } from 'typebox'
import {
  changeAppCallback,
  type ChangeCallbackResult,
  enableAppCallback,
  readAppCallback,
  readAppCallbackState,
  testAppCallback,
} from '../../../actions/console/apps/callback.ts'
import { FAILURES_UNTIL_DISABLED } from '../../../domain/callback-schedule.ts'
import { isAtLeast, roleIn } from '../../../domain/operator.ts'
import { Done, DONE } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'
import { callbackUrlFailure } from './explain.ts'
import { AppParams } from './shapes.ts'

const OPERATOR = { role: 'operator', apps: 'one' } as const

const Method = Type.Union([Type.Literal('POST'), Type.Literal('GET')])

const MaybeText = Type.Union([Type.String(), Type.Null()])

export const CallbackAnswer = Type.Object({
  /** Empty where there is none. A supporter sees it without its query, which may hold a secret. */
  url: Type.String(),
  method: Method,
  state: Type.Union([Type.Literal('none'), Type.Literal('enabled'), Type.Literal('disabled')]),
  failures: Type.Integer(),
  failuresUntilDisabled: Type.Integer(),
  disabledAt: Type.Union([Type.Integer(), Type.Null()]),
  disabledReason: MaybeText,
  disabledUrl: MaybeText,
  lastFailures: Type.Array(
    Type.Object({ at: Type.Integer(), attempt: Type.Integer(), reason: Type.String() }),
  ),
})

export const readCallback = route({
  method: 'GET',
  path: '/apps/:appId/callback',
  summary: 'Read where an application is called back, and how that goes',
  needs: { role: 'support', apps: 'one' },
  params: AppParams,
  answer: CallbackAnswer,
  async act({ deps, operator, params }) {
    const callback = await readAppCallback(deps, params.appId)
    if (callback === undefined) return refuse({ code: 'not-found' })
    const seesAll = isAtLeast(roleIn(operator.grants, params.appId), 'operator')
    const shown = (url: string) => (seesAll ? url : url.replace(/\?.*$/s, '?…'))
    const { url, method, failures, disabledAt, disabledReason, disabledUrl } = callback
    const stopped = disabledAt === undefined ? ('none' as const) : ('disabled' as const)
    return answer({
      url: shown(url),
      method,
      state: url === '' ? stopped : ('enabled' as const),
      failures,
      failuresUntilDisabled: FAILURES_UNTIL_DISABLED,
      disabledAt: disabledAt ?? null,
      disabledReason: disabledReason ?? null,
      disabledUrl: disabledUrl === undefined ? null : shown(disabledUrl),
      lastFailures: [...callback.lastFailures],
    })
  },
})

const Target = Type.Object({ url: Type.String({ maxLength: 4_000 }), method: Method })

export const changeCallback = route({
  method: 'PUT',
  path: '/apps/:appId/callback',
  summary: 'Set where an application is called back; an empty URL takes it away',
  needs: OPERATOR,
  params: AppParams,
  body: Type.Object({ from: Target, to: Target }),
  answer: Done,
  async act({ deps, operator: { operatorId }, params, body, ip }) {
    return answerChange(await changeAppCallback(deps, { operatorId, ip }, params.appId, body))
  },
})

export const enableCallback = route({
  method: 'POST',
  path: '/apps/:appId/callback/enable',
  summary: 'Call the URL again that failures had taken away',
  needs: OPERATOR,
  params: AppParams,
  answer: Done,
  async act({ deps, operator: { operatorId }, params, ip }) {
    return answerChange(await enableAppCallback(deps, { operatorId, ip }, params.appId))
  },
})

export const CallbackTest = Type.Object({ callbackId: Type.String() })

export const testCallback = route({
  method: 'POST',
  path: '/apps/:appId/callback/test',
  summary: 'Send the sample to the callback URL',
  needs: OPERATOR,
  params: AppParams,
  answer: CallbackTest,
  async act({ deps, operator: { operatorId }, params, ip }) {
    const callbackId = await testAppCallback(deps, { operatorId, ip }, params.appId)
    return callbackId === undefined
      ? refuse({ code: 'conflict', message: 'There is no URL to send it to. Set one first.' })
      : answer({ callbackId }, 202)
  },
})

export const CallbackTestState = Type.Object({
  status: Type.Union([
    Type.Literal('queued'),
    Type.Literal('delivered'),
    Type.Literal('failed'),
    Type.Literal('dropped'),
  ]),
  attempts: Type.Integer(),
  error: MaybeText,
})

export const readCallbackTest = route({
  method: 'GET',
  path: '/apps/:appId/callback/test/:callbackId',
  summary: 'Read what became of a callback',
  needs: OPERATOR,
  params: Type.Object({
    ...AppParams.properties,
    callbackId: Type.String({ minLength: 1, maxLength: 64 }),
  }),
  answer: CallbackTestState,
  async act({ deps, params }) {
    const state = await readAppCallbackState(deps, params.appId, params.callbackId)
    if (state === undefined) return refuse({ code: 'not-found' })
    return answer({ ...state, error: state.error ?? null })
  },
})

function answerChange(changed: ChangeCallbackResult) {
  switch (changed.result) {
    case 'set':
      return answer(DONE)
    case 'not-found':
      return refuse({ code: 'not-found' })
    case 'conflict':
      return refuse({ code: 'conflict', now: { ...changed.now } })
    case 'url-refused':
      return refuse(callbackUrlFailure(changed.reason))
  }
}
