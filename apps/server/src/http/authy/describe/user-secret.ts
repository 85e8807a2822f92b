import { phoneNumber, secretExported, userSecret } from '@countersign/wire'
import { Type } from 'typebox'
import {
  DEFAULT_QR_SIZE,
  LARGEST_QR_SIZE,
  SMALLEST_QR_SIZE,
} from '../../../actions/qr-authenticator.ts'
import { type AuthyDescription, meaning, named } from '../../reference/description.ts'
import { SUCCESS } from './answers.ts'
import { AUTHY_ID, shortText, UNKNOWN_USER } from './parameters.ts'

export const userSecretDescription: AuthyDescription = {
  operationId: 'createUserSecret',
  tag: 'Users',
  summary: 'Make a secret for another authenticator app',
  text: 'Gives the address of a QR code for any authenticator app (TOTP, 6 digits, 30 seconds). Each call makes a new secret and ends the one before it. Ask the person for one token before you rely on it.',
  path: { id: AUTHY_ID },
  parameters: Type.Object({
    qr_size: Type.Optional(
      Type.Integer({
        default: DEFAULT_QR_SIZE,
        ...meaning(
          `Pixels. Smaller than ${SMALLEST_QR_SIZE} is taken for ${SMALLEST_QR_SIZE}, larger than ${LARGEST_QR_SIZE} for ${LARGEST_QR_SIZE}; a long text has at least ${DEFAULT_QR_SIZE}.`,
          300,
        ),
      }),
    ),
    label: Type.Optional(
      shortText('What the app shows. Left out, the name of your application.', 'jdoe@example.com'),
    ),
  }),
  example: { label: 'jdoe@example.com', qr_size: 300 },
  answer: named(
    'UserSecret',
    Type.Object({
      label: Type.String(),
      issuer: Type.String({ description: 'The name of your application.' }),
      qr_code: Type.String({
        description: 'The address of the image, for an `<img>`. It works for a short time.',
      }),
      success: SUCCESS,
    }),
  ),
  answers: {
    created: userSecret({
      label: 'jdoe@example.com',
      issuer: 'Acme',
      qrCode: 'https://2fa.example.com/qr/Jl3xkq0Z8rN5vB1cT7dWmYp2HsGfAoUe.png',
    }),
  },
  failures: {
    invalidParameter: 'A parameter is of the wrong kind, or the label has no room in the image.',
    genericTokensDisabled: 'Your application’s setting for other authenticator apps is off.',
    ...UNKNOWN_USER,
  },
}

export const exportSecretDescription: AuthyDescription = {
  operationId: 'exportUserSecret',
  tag: 'Users',
  summary: 'Export the secret of a user',
  text: 'Gives the secret of the person’s other authenticator app, and its present token, to an application that moves its users elsewhere. Works only while the setting `migrationToolsEnabled` of your application is on.',
  path: { id: AUTHY_ID },
  answer: named(
    'ExportedSecret',
    Type.Object({
      secret: Type.String({ description: 'Base32.' }),
      otp: Type.String({ description: 'The present token.' }),
      success: SUCCESS,
    }),
  ),
  answers: {
    exported: secretExported({ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', otp: '287082' }),
  },
  failures: {
    userNotFound: 'Your application has no such user, or the user no such secret.',
    migrationToolsDisabled: 'The setting `migrationToolsEnabled` is off.',
  },
}

export const phoneNumberDescription: AuthyDescription = {
  operationId: 'getUserPhoneNumber',
  tag: 'Users',
  summary: 'Get the phone number of a user',
  text: 'Gives the whole number, for taking your users elsewhere. Here `country_code` is a text.',
  path: { id: AUTHY_ID },
  answer: named(
    'UserPhoneNumber',
    Type.Object({
      phone_number: Type.String(),
      country_code: Type.String(),
      e164: Type.String({ description: 'Both together, after a plus.' }),
      success: SUCCESS,
    }),
  ),
  answers: { known: phoneNumber({ countryCode: 1, nationalNumber: '3173389302' }) },
  failures: UNKNOWN_USER,
}
