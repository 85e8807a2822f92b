import type {
  ChangeOperatorResult,
  RemovePasskeyResult,
} from '../../../actions/console/change-operator.ts'
import type { ConsoleFailure } from '../failure.ts'
import { answer, refuse } from '../route.ts'
import { DONE } from './shapes.ts'

export const GRANTS_INVALID: ConsoleFailure = {
  code: 'invalid',
  fields: { grants: 'Choose at least one role, and one for each application.' },
}

export const APP_UNKNOWN: ConsoleFailure = {
  code: 'invalid',
  fields: { grants: 'One of these applications does not exist.' },
}

const LAST_OWNER: ConsoleFailure = {
  code: 'conflict',
  message: 'This is the last owner of all applications. Make another one first.',
}

export function answerChange(changed: ChangeOperatorResult) {
  switch (changed.result) {
    case 'changed':
      return answer(DONE)
    case 'not-found':
      return refuse({ code: 'not-found' })
    case 'last-owner':
      return refuse(LAST_OWNER)
  }
}

export function answerRemoval(removed: RemovePasskeyResult) {
  switch (removed.result) {
    case 'removed':
      return answer(DONE)
    case 'not-found':
      return refuse({ code: 'not-found' })
    case 'last-way-in':
      return refuse({
        code: 'conflict',
        message: 'This passkey is the only way in. Add another one, or a password, first.',
      })
  }
}
