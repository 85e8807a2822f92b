import {
  type ChangeAppResult,
  MAX_APP_NAME_CHARACTERS,
  SETTING_NAMES,
  type SettingProblem,
} from '@countersign/server'
import { failure, type Failure, misuse } from '../outcome.ts'

// Why an app is not created or changed, and what to do then.

export function notChanged(
  refused: Exclude<ChangeAppResult, { readonly result: 'changed' }>,
  value: string,
): Failure {
  switch (refused.result) {
    case 'app-unknown':
      return failure('The app is gone.', '`npx countersign app list` shows those there are.')
    case 'name-invalid':
      return nameInvalid()
    case 'name-taken':
      return nameTaken(value)
    case 'plan-unknown':
      return planUnknown(value)
    case 'setting-refused':
      return settingRefused(refused.problem, value)
  }
}

function settingRefused(problem: SettingProblem, value: string): Failure {
  const { name } = problem
  switch (problem.reason) {
    case 'unknown-setting':
      return misuse(
        `There is no setting ${JSON.stringify(name)}.`,
        `Use one of name, plan, ${SETTING_NAMES.join(', ')}.`,
      )
    case 'not-a-url':
      return misuse(
        `Expected an https:// URL of up to 500 characters for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for no logo.',
      )
    case 'not-a-sender':
      return misuse(
        `Expected up to 11 letters, digits, spaces and . _ & + - with a letter among them for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for the sender of the service.',
      )
    case 'not-countries':
      return misuse(
        `Expected countries as DE,FR (ISO 3166, two capital letters each) for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for all countries.',
      )
    case 'not-providers':
      return misuse(
        `Expected some of ${problem.known.join(', ')} with commas between them for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for the order of the service.',
      )
    case 'not-a-boolean':
      return misuse(
        `Expected true or false for ${name}, got ${JSON.stringify(value)}.`,
        'Write one of the two.',
      )
    case 'out-of-bounds':
      return misuse(
        `Expected a whole number from ${problem.least} to ${problem.most} for ${name}, got ${JSON.stringify(value)}.`,
        'Choose one between them.',
      )
  }
}

export function nameInvalid(): Failure {
  return misuse(
    `Expected a name of 1 to ${MAX_APP_NAME_CHARACTERS} visible characters, got another.`,
    'Choose a shorter one on one line: it stands in every message.',
  )
}

export function nameTaken(name: string): Failure {
  return failure(
    `There is an app ${JSON.stringify(name.trim())} already.`,
    'Choose another name; `npx countersign app list` shows those in use.',
  )
}

export function planUnknown(plan: string): Failure {
  return misuse(
    `Expected production or sandbox as the plan, got ${JSON.stringify(plan)}.`,
    'Write one of the two.',
  )
}
