import {
  phoneInfo,
  verificationCorrect,
  verificationStarted,
  verificationStatus,
} from '@countersign/wire'
import { Type } from 'typebox'
import { LEAST_CODE_LENGTH, MOST_CODE_LENGTH } from '../../../domain/phone-verification.ts'
import { type AuthyDescription, meaning, named, nullable } from '../../reference/description.ts'
import { STANDARD_CODE_LENGTH } from '../start-phone-verification.ts'
import { DONE, EXAMPLE_MS, SUCCESS } from './answers.ts'
import { locale, PHONE, PHONE_FAILURES, TOO_MANY, USER_IP } from './parameters.ts'

const UUID = '018bcfe5-6800-7000-8000-00000000000a'
const SHOWN_PHONE = '+1 317-338-9302'
const EXAMPLE_PHONE = { country_code: '1', phone_number: '317-338-9302' }

export const startPhoneVerificationDescription: AuthyDescription = {
  operationId: 'startPhoneVerification',
  tag: 'Phone verification',
  summary: 'Start a phone verification',
  text: 'Sends a code to a number. A code is right for ten minutes; started again in that time, the same code is sent again.',
  parameters: Type.Object({
    ...PHONE,
    via: Type.Optional(Type.Enum(['sms', 'call'], { default: 'sms', ...meaning('How.', 'sms') })),
    code_length: Type.Optional(
      Type.Integer({
        minimum: LEAST_CODE_LENGTH,
        maximum: MOST_CODE_LENGTH,
        default: STANDARD_CODE_LENGTH,
        ...meaning('Digits of the code.', 6),
      }),
    ),
    custom_code: Type.Optional(
      Type.String({
        minLength: LEAST_CODE_LENGTH,
        maxLength: MOST_CODE_LENGTH,
        pattern: '^[A-Za-z0-9]*$',
        ...meaning('A code of yours, of letters and digits.', 'AB12'),
      }),
    ),
    custom_message: Type.Optional(
      Type.String({
        maxLength: 0,
        ...meaning('Refused unless empty: the message is ours, in 35 languages.', ''),
      }),
    ),
    locale: locale('the message, and of message in the answer'),
    ...USER_IP,
  }),
  example: { via: 'sms', ...EXAMPLE_PHONE },
  answer: named(
    'PhoneVerificationStarted',
    Type.Object({
      carrier: Type.String({ description: '`unknown` where nothing tells it.' }),
      is_cellphone: Type.Boolean(),
      is_ported: Type.Boolean(),
      message: Type.String(),
      seconds_to_expire: Type.Integer(),
      uuid: nullable(Type.String(), 'null in the sandbox plan'),
      success: SUCCESS,
      sms_id: Type.Optional(
        Type.String({ description: 'With `custom_code`: the id of the message.' }),
      ),
    }),
  ),
  answers: {
    started: verificationStarted({
      carrier: 'unknown',
      isCellphone: true,
      isPorted: false,
      message: `Text message sent to ${SHOWN_PHONE}.`,
      secondsToExpire: 600,
      uuid: UUID,
    }),
  },
  failures: {
    ...PHONE_FAILURES,
    customMessageNotAllowed: 'There is a `custom_message`.',
    smsToLandline: 'An SMS to a landline.',
    smsDisabled:
      'SMS is off for your application, for the country of the phone, or for this service.',
    callsDisabled:
      'Calls are off for your application, for the country of the phone, or for this service.',
    ...TOO_MANY,
  },
}

export const checkPhoneVerificationDescription: AuthyDescription = {
  operationId: 'checkPhoneVerification',
  tag: 'Phone verification',
  summary: 'Check a code',
  text: 'Says whether the code is the one that was sent to the number. A code is right once; five wrong ones are the end of it.',
  parameters: Type.Object({
    ...PHONE,
    verification_code: Type.String(meaning('What the person typed.', '1234')),
    ...USER_IP,
  }),
  example: { ...EXAMPLE_PHONE, verification_code: '1234' },
  answer: DONE,
  answers: { correct: verificationCorrect() },
  failures: {
    ...PHONE_FAILURES,
    verificationCodeIncorrect: 'The code is wrong.',
    noPendingVerification: 'No code is open for this number: none was asked for, or it was used.',
    ...TOO_MANY,
  },
}

export const readPhoneVerificationDescription: AuthyDescription = {
  operationId: 'getPhoneVerificationStatus',
  tag: 'Phone verification',
  summary: 'Get the status of a phone verification',
  text: 'Give the `uuid`, or else `country_code` and `phone_number`.',
  parameters: Type.Object({
    uuid: Type.Optional(Type.String(meaning('Of the answer to the start.', UUID))),
    country_code: Type.Optional(PHONE.country_code),
    phone_number: Type.Optional(PHONE.phone_number),
  }),
  example: EXAMPLE_PHONE,
  answer: named(
    'PhoneVerificationStatus',
    Type.Object({
      message: Type.String(),
      status: Type.Enum(['pending', 'verified', 'expired']),
      seconds_to_expire: Type.Integer(),
      success: SUCCESS,
    }),
  ),
  answers: { pending: verificationStatus({ status: 'pending', secondsToExpire: 474 }) },
  failures: {
    ...PHONE_FAILURES,
    phoneVerificationParamsInvalid: 'There is neither a uuid nor a number.',
    noPendingVerification: 'There is none.',
  },
}

export const phoneInfoDescription: AuthyDescription = {
  operationId: 'getPhoneInfo',
  tag: 'Phone verification',
  summary: 'Get what is known of a number',
  text: 'Told by the numbering plan of the country, or by the look-up that the operator has set up.',
  parameters: Type.Object({ ...PHONE }),
  example: EXAMPLE_PHONE,
  answer: named(
    'PhoneInfo',
    Type.Object({
      message: Type.String(),
      type: Type.Enum(['voip', 'landline', 'cellphone', 'unknown']),
      provider: Type.String({ description: '`unknown` where nothing tells it.' }),
      ported: Type.Boolean(),
      success: SUCCESS,
    }),
  ),
  answers: {
    known: phoneInfo({ nowMs: EXAMPLE_MS, type: 'cellphone', provider: 'unknown', ported: false }),
  },
  failures: { ...PHONE_FAILURES, phoneInfoFailed: 'The look-up did not answer.' },
}
