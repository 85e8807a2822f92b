import { Type } from 'typebox'
import { addOwnPasskey, beginOwnPasskey } from '../../../actions/console/account.ts'
import { removePasskey } from '../../../actions/console/change-operator.ts'
import { answerRemoval } from '../operators/explain.ts'
import { Done, DONE, PasskeyId } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'
import { NO_PASSKEYS, PASSKEY_REFUSED } from '../session/explain.ts'
import { PasskeyNameInput, PasskeyOptions, PasskeyResponse } from '../session/inputs.ts'

export const beginPasskey = route({
  method: 'POST',
  path: '/account/passkeys/options',
  summary: 'Get what the browser needs to make one more passkey',
  needs: 'self',
  isFreshOnly: true,
  answer: PasskeyOptions,
  async act({ deps, operator }) {
    const options = await beginOwnPasskey(deps, operator)
    return options === undefined ? refuse(NO_PASSKEYS) : answer({ options })
  },
})

export const addPasskey = route({
  method: 'POST',
  path: '/account/passkeys',
  summary: 'Add the passkey that the browser made',
  needs: 'self',
  isFreshOnly: true,
  body: Type.Object({ name: PasskeyNameInput, response: PasskeyResponse }),
  answer: Done,
  async act({ deps, operator, body, ip }) {
    const isAdded = await addOwnPasskey(deps, operator, body, ip)
    return isAdded ? answer(DONE, 201) : refuse(PASSKEY_REFUSED)
  },
})

export const removeOwnPasskey = route({
  method: 'DELETE',
  path: '/account/passkeys/:passkeyId',
  summary: 'Remove an own passkey',
  needs: 'self',
  isFreshOnly: true,
  params: Type.Object({ passkeyId: PasskeyId }),
  answer: Done,
  async act({ deps, operator: { operatorId }, params, ip }) {
    const of = { operatorId, passkeyId: params.passkeyId }
    return answerRemoval(await removePasskey(deps, { operatorId, ip }, of))
  },
})
