import { callIgnored, callStarted, emailSent, smsIgnored, smsSent } from '@countersign/wire'
import { type TSchema, Type } from 'typebox'
import { type AuthyDescription, named } from '../../reference/description.ts'
import { SUCCESS } from './answers.ts'
import {
  AUTHY_ID,
  force,
  locale,
  shortText,
  TOO_MANY,
  UNKNOWN_USER,
  USER_IP,
  WRONG_KIND,
} from './parameters.ts'

const PARAMETERS = Type.Object({
  force: force('Send also to a person who has an authenticator:'),
  action: Type.Optional(
    shortText(
      'What the token is for. It is right with the same action only, and is always sent.',
      'transfer',
    ),
  ),
  action_message: Type.Optional(
    shortText('What the message says about the action.', 'Transfer of $50 to Bob'),
  ),
  locale: locale('the message'),
  ...USER_IP,
})

const FAILURES = {
  userSuspended: 'The user has had too many wrong tokens.',
  ...UNKNOWN_USER,
  ...WRONG_KIND,
  ...TOO_MANY,
} as const

const IGNORED =
  'A person who has an authenticator is sent nothing unless you say `force` or give an `action`: their devices are told to show the token, and the answer has `ignored`.'

const CELLPHONE = '+1-XXX-XXX-XX02'

/** Sent, or ignored: only then there are `ignored` and `device` (docs/wire §1, 13). */
function sentOrIgnored(title: string): TSchema {
  return named(
    title,
    Type.Object({
      success: SUCCESS,
      message: Type.String(),
      cellphone: Type.String({ description: 'Masked.' }),
      ignored: Type.Optional(
        Type.Literal(true, { description: 'Only where nothing was sent, on account of a device.' }),
      ),
      device: Type.Optional(
        Type.String({ description: 'With `ignored`: what the device last used runs on.' }),
      ),
    }),
  )
}

export const smsDescription: AuthyDescription = {
  operationId: 'sendSms',
  tag: 'Tokens',
  summary: 'Send a token by SMS',
  text: `Sends the person a token. ${IGNORED}`,
  path: { id: AUTHY_ID },
  parameters: PARAMETERS,
  example: { force: true },
  answer: sentOrIgnored('SmsAnswer'),
  answers: {
    sent: smsSent({ cellphone: CELLPHONE }),
    ignored: smsIgnored({ cellphone: CELLPHONE, device: 'android' }),
  },
  failures: {
    smsDisabled:
      'SMS is off for your application, for the country of the phone, or for this service.',
    ...FAILURES,
  },
}

export const callDescription: AuthyDescription = {
  operationId: 'startCall',
  tag: 'Tokens',
  summary: 'Say a token by phone call',
  text: `Calls the person and says a token. ${IGNORED}`,
  path: { id: AUTHY_ID },
  parameters: PARAMETERS,
  example: { force: true },
  answer: sentOrIgnored('CallAnswer'),
  answers: {
    sent: callStarted({ cellphone: CELLPHONE }),
    ignored: callIgnored({ cellphone: CELLPHONE, device: 'android' }),
  },
  failures: {
    callsDisabled:
      'Calls are off for your application, for the country of the phone, or for this service.',
    ...FAILURES,
  },
}

export const emailDescription: AuthyDescription = {
  operationId: 'sendEmail',
  tag: 'Tokens',
  summary: 'Send a token by e-mail',
  text: 'Sends a token to the e-mail address that the user was registered with. It is always sent, whether or not the person has an authenticator.',
  path: { id: AUTHY_ID },
  parameters: PARAMETERS,
  answer: named(
    'EmailAnswer',
    Type.Object({
      success: SUCCESS,
      message: Type.String(),
      email: Type.String(),
      email_id: Type.String({ description: 'EM and 32 hexadecimal digits.' }),
    }),
  ),
  answers: {
    sent: emailSent({ email: 'jdoe@example.com', emailId: 'EM018bcfe568007000800000000000000a' }),
  },
  failures: {
    emailInvalid: 'The user has no e-mail address.',
    actionNotAuthorized: 'E-mail is off for your application or this service.',
    ...FAILURES,
  },
}
