import { MAX_APP_NAME_CHARACTERS } from '../../../domain/app.ts'
import type { SettingProblem } from '../../../domain/app-settings.ts'
import {
  MOST_CALLBACK_URL_CHARACTERS,
  type ParsedCallbackUrl,
} from '../../../domain/callback-url.ts'
import type { ConsoleFailure } from '../failure.ts'

export function nameFailure(problem: 'name-invalid' | 'name-taken'): ConsoleFailure {
  const name =
    problem === 'name-taken'
      ? 'Another application has this name.'
      : `Write 1 to ${MAX_APP_NAME_CHARACTERS} visible characters on one line.`
  return { code: 'invalid', fields: { name } }
}

export function settingFailure(problems: readonly SettingProblem[]): ConsoleFailure {
  const fields = Object.fromEntries(problems.map((each) => [each.name, settingText(each)]))
  return { code: 'invalid', fields }
}

function settingText(problem: SettingProblem): string {
  switch (problem.reason) {
    case 'unknown-setting':
      return 'There is no such setting.'
    case 'not-a-boolean':
      return 'This is on or off.'
    case 'not-a-url':
      return 'Write an https address of up to 500 characters, or nothing.'
    case 'not-a-sender':
      return 'Write up to 11 letters, digits and spaces, at least one of them a letter.'
    case 'not-countries':
      return 'Write countries by their two letters, as DE, each once.'
    case 'not-providers':
      return `Choose of ${problem.known.join(', ')}, each once.`
    case 'out-of-bounds':
      return `Write a whole number from ${problem.least} to ${problem.most}.`
  }
}

export function callbackUrlFailure(
  reason: Extract<ParsedCallbackUrl, { readonly ok: false }>['reason'],
): ConsoleFailure {
  return { code: 'invalid', fields: { url: callbackUrlText(reason) } }
}

function callbackUrlText(
  reason: Extract<ParsedCallbackUrl, { readonly ok: false }>['reason'],
): string {
  switch (reason) {
    case 'too-long':
      return `Write a URL of up to ${MOST_CALLBACK_URL_CHARACTERS} characters.`
    case 'not-http':
      return 'Write it in full, as https://app.example.com/authy/callback.'
    case 'not-plain':
      return 'Write plain ASCII characters, others as %XX: the URL is signed as it stands.'
    case 'has-user':
      return 'Leave user and password out: the signature proves who calls.'
    case 'has-fragment':
      return 'Leave the # out: what stands behind it is never sent.'
  }
}
