import { Type } from 'typebox'
import { meaning } from '../../reference/description.ts'
import { MOST_AUTHY_ID } from '../route.ts'
import { MOST_CHARACTERS } from '../text.ts'

/** Parameters that several operations share. */

export const AUTHY_ID = Type.Integer({
  minimum: 1,
  maximum: MOST_AUTHY_ID,
  ...meaning('The Authy id of the user. Anything that is no id is an unknown user.', 12_345_678),
})

/** The two names of it are two clients' (docs/wire §18). */
export const USER_IP = {
  user_ip: Type.Optional(
    Type.String(
      meaning(
        'The address of the person as you see it. Limits by address count it. What is no address is ignored.',
        '203.0.113.7',
      ),
    ),
  ),
  ip: Type.Optional(Type.String(meaning('The older name of `user_ip`.', '203.0.113.7'))),
}

/** In each spelling that some client has (docs/wire §1, 5). */
export function force(description: string) {
  return Type.Optional(
    Type.Boolean(
      meaning(
        `${description} \`true\`, \`True\`, \`1\`, \`false\`, \`False\` or \`0\`. Left out, the setting \`forceByDefault\` of your application decides.`,
        true,
      ),
    ),
  )
}

export function locale(of: string) {
  const description = `Language of ${of}, such as \`es\` or \`pt-BR\`. One that is not known is chosen by country, and else English.`
  return Type.Optional(Type.String(meaning(description, 'es')))
}

/** Of a text that is spoken, sent or shown. */
export function shortText(description: string, example: string) {
  return Type.String({ maxLength: MOST_CHARACTERS, ...meaning(description, example) })
}

export const PHONE = {
  country_code: Type.String(meaning('Calling code, with or without a plus.', '1')),
  phone_number: Type.String(
    meaning('The number, with dashes, dots, spaces or nothing between its digits.', '317-338-9302'),
  ),
}

export const PHONE_FAILURES = {
  invalidParameter: 'A parameter is missing or of the wrong kind; `message` names it.',
  countryCodeInvalid: 'The country code is none.',
  phoneInvalid: 'The number is none of that country.',
} as const

export const WRONG_KIND = {
  invalidParameter: 'A parameter is of the wrong kind or too long; `message` names it.',
} as const

export const UNKNOWN_USER = { userNotFound: 'Your application has no such user.' } as const

export const TOO_MANY = {
  dosProtection:
    'Too many in too short a time. `Retry-After` says, where it is known, when to come back.',
} as const
