import { tokenNotChecked, tokenValid } from '@countersign/wire'
import { Type } from 'typebox'
import { type AuthyDescription, meaning, named } from '../../reference/description.ts'
import { APP_DEVICE, DEVICE, SENT_TOKEN_DEVICE } from './answers.ts'
import { AUTHY_ID, force, shortText, TOO_MANY, USER_IP, WRONG_KIND } from './parameters.ts'

export const verifyTokenDescription: AuthyDescription = {
  operationId: 'verifyToken',
  tag: 'Tokens',
  summary: 'Verify a token',
  text: 'Says whether a token is right: one that was sent, or one that an authenticator shows. A token is right once. Take for a yes only HTTP 200 with `"token":"is valid"`; `success` is a text here, and here only.',
  path: {
    token: Type.String({
      pattern: '^[0-9]{6,12}$',
      ...meaning('The digits that the person typed.', '1234567'),
    }),
    id: AUTHY_ID,
  },
  parameters: Type.Object({
    action: Type.Optional(shortText('The action with which the token was sent.', 'transfer')),
    force: force(
      'Needed only where your application chose the older behaviour, in which a token of a person who never confirmed one is not looked at:',
    ),
    ...USER_IP,
  }),
  answer: named(
    'VerifyAnswer',
    Type.Object({
      message: Type.Optional(Type.String()),
      token: Type.String({ description: '`is valid`, and nothing else, is a yes.' }),
      success: Type.Optional(Type.Literal('true')),
      device: Type.Optional(DEVICE),
    }),
  ),
  answers: {
    sent: tokenValid(SENT_TOKEN_DEVICE),
    app: tokenValid(APP_DEVICE),
    notChecked: tokenNotChecked(),
  },
  failures: {
    tokenInvalid: 'The token is wrong.',
    tokenReused: 'The token was right, and was used before.',
    tokenMalformed: 'The token has not 6 to 12 digits.',
    userDoesNotExist: 'Your application has no such user.',
    userSuspended: 'The user has had too many wrong tokens.',
    ...WRONG_KIND,
    ...TOO_MANY,
  },
}
