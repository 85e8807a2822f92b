import { userCreated } from '@countersign/wire'
import { Type } from 'typebox'
import { type AuthyDescription, meaning, named } from '../../reference/description.ts'
import { SUCCESS } from './answers.ts'
import { USER_IP, WRONG_KIND } from './parameters.ts'

const INSTALL_LINK = Type.Optional(
  Type.Boolean(
    meaning(
      'Whether a person without a device gets an SMS that links to the authenticator. Left out, the application’s setting `installLinkByDefault` decides.',
      false,
    ),
  ),
)

export const registerUserDescription: AuthyDescription = {
  operationId: 'registerUser',
  tag: 'Users',
  summary: 'Register a user',
  text: 'Adds a person to your application and gives their Authy id: keep it, every other call names the person by it. The same phone is the same id again, whatever the e-mail address, and also after the user was removed.',
  parameters: Type.Object({
    user: Type.Object(
      {
        email: Type.String(meaning('E-mail address.', 'jdoe@example.com')),
        cellphone: Type.String(
          meaning(
            'Phone number, with dashes, dots, spaces or nothing between its digits.',
            '317-338-9302',
          ),
        ),
        country_code: Type.Optional(
          Type.String({
            default: '1',
            ...meaning('Calling code: `1`, `"1"` or `"+1"`.', '1'),
          }),
        ),
        send_install_link_via_sms: INSTALL_LINK,
      },
      { description: 'The person. In a form: `user[email]`, `user[cellphone]`, and so on.' },
    ),
    send_install_link_via_sms: INSTALL_LINK,
    ...USER_IP,
  }),
  example: { user: { email: 'jdoe@example.com', cellphone: '317-338-9302', country_code: '1' } },
  answer: named(
    'UserCreated',
    Type.Object({
      message: Type.String(),
      user: Type.Object({ id: Type.Integer({ description: 'The Authy id.' }) }),
      success: SUCCESS,
    }),
  ),
  answers: { registered: userCreated(12_345_678) },
  failures: {
    userNotValid:
      'The e-mail address, the number or the country code is none; `errors` names each.',
    ...WRONG_KIND,
  },
}
