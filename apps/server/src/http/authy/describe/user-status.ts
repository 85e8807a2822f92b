import { userStatus } from '@countersign/wire'
import { Type } from 'typebox'
import { type AuthyDescription, named, nullable } from '../../reference/description.ts'
import { EXAMPLE_MS, SUCCESS } from './answers.ts'
import { AUTHY_ID, UNKNOWN_USER } from './parameters.ts'

const DETAILED_DEVICE = named(
  'UserDevice',
  Type.Object({
    device_type: Type.String(),
    os_type: Type.String({ description: 'android, ios or desktop' }),
    registration_device_id: nullable(Type.Integer()),
    registration_method: nullable(Type.String(), 'sms, call or push (let in by another device)'),
    device_id: Type.Integer(),
    last_sync_date: Type.Integer({ description: 'Unix seconds' }),
    creation_date: Type.Integer({ description: 'Unix seconds' }),
  }),
)

export const userStatusDescription: AuthyDescription = {
  operationId: 'getUserStatus',
  tag: 'Users',
  summary: 'Get the status of a user',
  text: 'Tells whether the person has used a right token before (`confirmed`), whether they have a device (`registered`), and which ones. Of the phone number only the last digits are shown.',
  path: { id: AUTHY_ID },
  answer: named(
    'UserStatus',
    Type.Object({
      status: Type.Object({
        authy_id: Type.Integer(),
        confirmed: Type.Boolean({ description: 'The person has used a right token before.' }),
        registered: Type.Boolean({ description: 'The person has a device.' }),
        country_code: Type.Integer(),
        phone_number: Type.String({ description: 'Masked.' }),
        email: Type.Optional(Type.String({ description: 'Absent where none is known.' })),
        devices: Type.Array(Type.String(), {
          description: 'What the devices run on: android, ios or desktop.',
        }),
        has_hard_token: Type.Boolean(),
        account_disabled: Type.Boolean(),
        detailed_devices: Type.Array(DETAILED_DEVICE),
        deleted_devices: Type.Array(DETAILED_DEVICE),
      }),
      message: Type.String(),
      success: SUCCESS,
    }),
  ),
  answers: {
    known: userStatus({
      authyId: 12_345_678,
      confirmed: true,
      registered: true,
      countryCode: 1,
      nationalNumber: '3173389302',
      email: 'jdoe@example.com',
      devices: ['android'],
      hasHardToken: false,
      accountDisabled: false,
      detailedDevices: [
        {
          deviceType: 'authy',
          osType: 'android',
          registrationDeviceId: null,
          registrationMethod: 'sms',
          deviceId: 1_234_567,
          lastSyncDate: EXAMPLE_MS / 1_000,
          creationDate: EXAMPLE_MS / 1_000,
        },
      ],
      deletedDevices: [],
    }),
  },
  failures: UNKNOWN_USER,
}
