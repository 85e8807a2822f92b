import { activityCreated, userRemoved, userUpdated } from '@countersign/wire'
import { Type } from 'typebox'
import { ACTIVITY_KINDS } from '../../../actions/change-user.ts'
import { type AuthyDescription, meaning } from '../../reference/description.ts'
import { DONE } from './answers.ts'
import { AUTHY_ID, UNKNOWN_USER, USER_IP, WRONG_KIND } from './parameters.ts'

export const removeUserDescription: AuthyDescription = {
  operationId: 'removeUser',
  tag: 'Users',
  summary: 'Remove a user',
  text: 'Takes the person out of your application, at once: their tokens are wrong from then on. Registered again, they have the same id.',
  path: { id: AUTHY_ID },
  answer: DONE,
  answers: { removed: userRemoved() },
  failures: UNKNOWN_USER,
}

const EMAIL = meaning('The new e-mail address.', 'jane@example.com')

export const updateUserDescription: AuthyDescription = {
  operationId: 'updateUser',
  tag: 'Users',
  summary: 'Change the e-mail address of a user',
  text: 'Sets the address to which tokens are sent by e-mail. The phone number of a user never changes: another number is another user.',
  path: { id: AUTHY_ID },
  parameters: Type.Object({
    email: Type.String(EMAIL),
    user: Type.Optional(
      Type.Object(
        { email: Type.Optional(Type.String(EMAIL)) },
        { description: 'Read where `email` is not given by itself: `user[email]`.' },
      ),
    ),
  }),
  example: { email: 'jane@example.com' },
  answer: DONE,
  answers: { updated: userUpdated() },
  failures: { userNotValid: 'The e-mail address is none.', ...UNKNOWN_USER, ...WRONG_KIND },
}

export const registerActivityDescription: AuthyDescription = {
  operationId: 'registerActivity',
  tag: 'Users',
  summary: 'Register an activity of a user',
  text: 'Puts on record what happened to the account in your application.',
  path: { id: AUTHY_ID },
  parameters: Type.Object({
    type: Type.Enum([...ACTIVITY_KINDS], meaning('What happened.', 'password_reset')),
    data: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          ...meaning('Anything of yours, up to 16,384 characters as JSON.', {
            reason: 'forgotten',
          }),
        },
      ),
    ),
    ...USER_IP,
  }),
  example: { type: 'password_reset', user_ip: '203.0.113.7' },
  answer: DONE,
  answers: { created: activityCreated() },
  failures: { activityNotCreated: 'The type is another one.', ...UNKNOWN_USER, ...WRONG_KIND },
}
