import { approvalCreated } from '@countersign/wire'
import { Type } from 'typebox'
import { LOGO_RESOLUTIONS } from '../../../domain/approval-request.ts'
import { type AuthyDescription, meaning, named } from '../../reference/description.ts'
import { SUCCESS } from '../../authy/describe/answers.ts'
import { AUTHY_ID, UNKNOWN_USER, USER_IP, WRONG_KIND } from '../../authy/describe/parameters.ts'
import {
  DEFAULT_SECONDS_TO_EXPIRE,
  KEY_HEADER,
  MOST_DETAILS,
  MOST_KEY_CHARACTERS,
  MOST_LOGOS,
  MOST_MESSAGE_CHARACTERS,
  MOST_NAME_CHARACTERS,
  MOST_SECONDS_TO_EXPIRE,
  MOST_URL_CHARACTERS,
  MOST_VALUE_CHARACTERS,
} from '../approval-params.ts'

const VALUES = { additionalProperties: true, maxProperties: MOST_DETAILS }
const BOUNDS = `up to ${MOST_DETAILS} entries, names of up to ${MOST_NAME_CHARACTERS} and values of up to ${MOST_VALUE_CHARACTERS} characters`

export const createApprovalDescription: AuthyDescription = {
  operationId: 'createApprovalRequest',
  tag: 'Approval requests',
  summary: 'Ask a person',
  text: 'Shows your question, word for word, on the devices of the person, who approves or denies. You learn the answer by a callback, by reading the request, or both. While a request is pending an equal one is the same request, and nobody’s phone buzzes again. On any failure fall back to a token: a right one also ends a pause.',
  path: { id: AUTHY_ID },
  parameters: Type.Object({
    message: Type.String(
      meaning(
        `What is asked. Longer than ${MOST_MESSAGE_CHARACTERS} characters it is cut.`,
        'Login requested',
      ),
    ),
    details: Type.Optional(
      Type.Object(
        {},
        {
          ...VALUES,
          ...meaning(
            `What the person sees, in your order: ${BOUNDS}. Longer ones are refused, never cut. A bare text is one entry named \`details\`. In a form: \`details[Location]\`.`,
            { Location: 'Berlin', Browser: 'Firefox' },
          ),
        },
      ),
    ),
    hidden_details: Type.Optional(
      Type.Object(
        {},
        {
          ...VALUES,
          ...meaning('What the person does not see and what comes back to you. The same bounds.', {
            order: '4711',
          }),
        },
      ),
    ),
    logos: Type.Optional(
      Type.Array(
        Type.Object({
          res: Type.Enum([...LOGO_RESOLUTIONS], meaning('Resolution.', 'default')),
          url: Type.String({
            maxLength: MOST_URL_CHARACTERS,
            ...meaning('http or https. Devices load https only.', 'https://example.com/logo.png'),
          }),
        }),
        {
          maxItems: MOST_LOGOS,
          description:
            'Your logo; one must be `default`. In a form: `logos[][res]` and `logos[][url]`.',
        },
      ),
    ),
    seconds_to_expire: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MOST_SECONDS_TO_EXPIRE,
        default: DEFAULT_SECONDS_TO_EXPIRE,
        ...meaning('`0` never expires.', 300),
      }),
    ),
    ...USER_IP,
    user_ip: Type.Optional(
      Type.String(meaning('The address of whoever asks; devices show it.', '203.0.113.7')),
    ),
  }),
  headers: Type.Object({
    [KEY_HEADER]: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MOST_KEY_CHARACTERS,
        pattern: '^[ -~]*$',
        ...meaning(
          'A name that you give to this request, at random, one for each login. The same key for the same user is the same request for 24 hours, with the same uuid and number, whatever became of it, and nobody’s phone buzzes again: so a call that was not answered can be repeated. With another question it is refused.',
          'login-7f3a9c',
        ),
      }),
    ),
  }),
  example: {
    message: 'Login requested',
    details: { Location: 'Berlin', Browser: 'Firefox' },
    seconds_to_expire: 300,
  },
  answer: named(
    'ApprovalCreated',
    Type.Object({
      approval_request: Type.Object({
        uuid: Type.String(),
        number_matching: Type.Optional(
          Type.Object(
            { code: Type.String({ description: 'Two digits. Show them on your login page.' }) },
            { description: 'With the setting `numberMatching`: Approve needs the number.' },
          ),
        ),
      }),
      message: Type.String(),
      success: SUCCESS,
    }),
  ),
  answers: {
    asked: approvalCreated({ uuid: '018bcfe5-6800-7000-8000-000000000001', number: null }),
    withNumber: approvalCreated({ uuid: '018bcfe5-6800-7000-8000-000000000001', number: '42' }),
  },
  failures: {
    approvalRequestInvalid:
      'A parameter is not as described, or the Idempotency-Key was used for another request; `message` names it.',
    ...WRONG_KIND,
    ...UNKNOWN_USER,
    onetouchUnregisteredUser: 'The person never registered a device.',
    onetouchDeviceNotFound: 'The person has removed every device.',
    onetouchNotEnabled: 'The setting `onetouchEnabled` is off.',
    pushesPaused: 'The person said “this was not me”, and has not resumed.',
    tooManyPushes: 'Too many requests came since one was approved or a token was verified.',
    userSuspended: 'The user has had too many wrong tokens.',
  },
}
