import { sampleCallback, signCallback, type WireObject } from '@countersign/wire'
import { Type } from 'typebox'
import { DEVICE } from '../authy/describe/answers.ts'
import { meaning, named, nullable } from './description.ts'
import type { NamedSchemas } from './named-schemas.ts'
import type { PathItem } from './openapi-types.ts'
import { parametersIn } from './parameters.ts'

/** As docs/wire, callbacks: the worked example. */
const NONCE = '1700000000'
const SAMPLE: WireObject = sampleCallback()
const signSample = () =>
  signCallback({
    apiKey: '0123456789abcdefghijABCDEFGHIJ12',
    nonce: NONCE,
    method: 'POST',
    url: 'https://app.example.test/authy/callback',
    payload: SAMPLE,
  })

const DETAILS = nullable(
  Type.Object({}, { additionalProperties: true }),
  'As you gave them, in the types in which you gave them.',
)
const SECONDS = Type.Integer({ description: 'Unix seconds' })
const ANSWER = Type.Enum(['approved', 'denied'])

/** In another order than the answers have them, and without `registration_device_id`. */
const CALLBACK = named(
  'Callback',
  Type.Object({
    authy_id: Type.Integer(),
    device_uuid: Type.String({ description: 'The number of the device, as a text.' }),
    callback_action: Type.Literal('approval_request_status'),
    uuid: Type.String({ description: 'Of the approval request.' }),
    status: ANSWER,
    approval_request: Type.Object({
      transaction: Type.Object({
        details: DETAILS,
        device_details: Type.Null(),
        device_geolocation: Type.Null(),
        device_signing_time: SECONDS,
        encrypted: Type.Boolean(),
        flagged: Type.Boolean({ description: 'The person said “this was not me”.' }),
        hidden_details: DETAILS,
        message: Type.String(),
        reason: nullable(Type.String(), '`not_me` where it is flagged.'),
        requester_details: Type.Null(),
        status: ANSWER,
        uuid: Type.String(),
        created_at_time: SECONDS,
        customer_uuid: Type.Integer({ description: 'The id of your application.' }),
      }),
      expiration_timestamp: nullable(Type.Integer(), 'Unix seconds; null never expires.'),
      logos: nullable(Type.Array(Type.Object({ res: Type.String(), url: Type.String() }))),
      app_id: Type.String({ description: 'The id of your application, as 24 hexadecimal digits.' }),
    }),
    signature: Type.String({
      description:
        'The answer as the device signed it, a compact JWS. Keep it to show later who approved what.',
    }),
    device: DEVICE,
  }),
)

const describeHeaders = () =>
  Type.Object({
    'X-Authy-Signature': Type.String(
      meaning(
        'base64 of HMAC-SHA256 with your API key over `nonce|METHOD|url|query`, where the query is the body in its canonical form.',
        signSample(),
      ),
    ),
    'X-Authy-Signature-Nonce': Type.String(meaning('Unix seconds; the nonce of the above.', NONCE)),
    'webhook-id': Type.String(
      meaning('The same at every attempt: drop what you have seen.', 'cb_018bcfe568007000'),
    ),
    'webhook-timestamp': Type.String(meaning('Unix seconds of this attempt.', NONCE)),
    'webhook-signature': Type.String(
      meaning(
        '`v1,` and base64, as in Standard Webhooks; check either signature.',
        'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
      ),
    ),
  })

/** What an application is told when a person has answered (docs/wire, callbacks). */
export function callbackWebhooks(schemas: NamedSchemas): Readonly<Record<string, PathItem>> {
  return {
    approvalAnswered: {
      post: {
        operationId: 'approvalAnswered',
        tags: ['Approval requests'],
        summary: 'Be told the answer',
        description:
          'When a person approves or denies, the service calls the one URL that you configured, by POST with this body or by GET with the same as its query. Any 2xx within ten seconds takes it. A connection that fails is tried again, six times in all; any other status is final, and three such callbacks in a row turn it off. There is none for a request that expires.',
        security: [],
        parameters: parametersIn('header', schemas.refer(describeHeaders())),
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: schemas.refer(CALLBACK), example: SAMPLE },
          },
        },
        responses: { 200: { description: 'You have it. What you answer is not read.' } },
      },
    },
  }
}
