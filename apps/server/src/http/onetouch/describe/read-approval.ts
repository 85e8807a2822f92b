import { approvalStatus } from '@countersign/wire'
import { Type } from 'typebox'
import { type AuthyDescription, meaning, named, nullable } from '../../reference/description.ts'
import { APP_DEVICE, DEVICE, EXAMPLE_MS, SUCCESS } from '../../authy/describe/answers.ts'
import { LONGEST_WAIT_SECONDS } from '../read-approval.ts'

const EXAMPLE = {
  uuid: '018bcfe5-6800-7000-8000-000000000001',
  appId: 1,
  appName: 'Acme',
  authyId: 12_345_678,
  email: 'jdoe@example.com',
  createdAtMs: EXAMPLE_MS,
  secondsToExpire: 300,
  notMe: false,
} as const

export const readApprovalDescription: AuthyDescription = {
  operationId: 'getApprovalRequest',
  tag: 'Approval requests',
  summary: 'Get an approval request',
  text: 'Tells what has become of it. Rather than asking again and again, say `wait`: the answer then comes as soon as the person decides, or pending when the time is over.',
  path: { uuid: Type.String(meaning('The id of the request.', EXAMPLE.uuid)) },
  parameters: Type.Object({
    wait: Type.Optional(
      Type.Integer({
        default: 0,
        ...meaning(
          `Seconds to wait for a decision; more than ${LONGEST_WAIT_SECONDS} is taken for ${LONGEST_WAIT_SECONDS}.`,
          30,
        ),
      }),
    ),
  }),
  answer: named(
    'ApprovalStatus',
    Type.Object({
      approval_request: Type.Object({
        _app_name: Type.String(),
        _app_serial_id: Type.Integer(),
        _authy_id: Type.Integer(),
        _id: Type.String(),
        _user_email: Type.String(),
        app_id: Type.String(),
        created_at: Type.String(),
        notified: Type.Boolean({
          description: 'A device has fetched it, or a push service took the news of it.',
        }),
        processed_at: nullable(Type.String()),
        seconds_to_expire: Type.Integer(),
        status: Type.Enum(['pending', 'approved', 'denied', 'expired']),
        updated_at: Type.String(),
        user_id: Type.String(),
        uuid: Type.String(),
        hidden_details: Type.Optional(
          nullable(Type.Object({}, { additionalProperties: true }), 'Once it was answered.'),
        ),
        device: Type.Optional(DEVICE),
        not_me: Type.Optional(Type.Boolean({ description: 'The person said “this was not me”.' })),
        signed_answer: Type.Optional(
          Type.Object(
            {
              statement: Type.String({ description: 'What the device signed, a compact JWS.' }),
              public_key: Type.Object(
                {},
                { additionalProperties: true, description: 'The key that verifies it, a JWK.' },
              ),
            },
            { description: 'Once it was answered.' },
          ),
        ),
      }),
      message: Type.String(),
      success: SUCCESS,
    }),
  ),
  answers: {
    pending: approvalStatus({
      ...EXAMPLE,
      notifiedAtMs: undefined,
      answeredAtMs: undefined,
      status: 'pending',
      answer: undefined,
    }),
    approved: approvalStatus({
      ...EXAMPLE,
      notifiedAtMs: EXAMPLE_MS + 1_000,
      answeredAtMs: EXAMPLE_MS + 5_000,
      status: 'approved',
      answer: {
        hiddenDetails: { order: '4711' },
        device: APP_DEVICE,
        statement: 'eyJhbGciOiJFUzI1NiJ9.eyJ1dWlkIjoiMDE4YmNmZTUifQ.c2lnbmF0dXJl',
        publicKey: {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
        },
      },
    }),
  },
  failures: {
    approvalRequestNotFound: 'Your application has no such request.',
    invalidParameter: '`wait` is no whole number.',
  },
}
