import type { DeviceErrorCode, ErrorName, WireObject } from '@countersign/wire'
import { type TObject, type TSchema, type TSchemaOptions, Type } from 'typebox'

/** The chapters of the reference, in their order. */
export const TAGS = {
  Users: 'The people of your application. A person is a country code and a phone number.',
  Tokens: 'Digits that a person types: sent by SMS, call or e-mail, or shown by an authenticator.',
  'Approval requests': 'A question that a person answers on their device (OneTouch).',
  'Phone verification': 'Proof that somebody has a phone. There is no user in it.',
  Application: 'What the service knows of your application.',
  Webhooks:
    'URLs of yours that are told of events. Requests have an access key and a signature in place of the API key.',
  'Device registration':
    'How an authenticator becomes a device of a person. Requests are signed with the key of the device.',
  Devices: 'What a registered device can ask. Requests are signed with the key of the device.',
  Operation: 'For load balancers, supervisors and Prometheus.',
} as const
export type Tag = keyof typeof TAGS

/** What every operation of the reference says of itself. */
interface Described {
  /** A name for generated code, and the anchor in the page. */
  readonly operationId: string
  readonly tag: Tag
  readonly summary: string
  /** A paragraph of plain text, with backticks around code. */
  readonly text: string
  /** The named parts of the path; each has an example. */
  readonly path?: Readonly<Record<string, TSchema>>
  readonly answer: TSchema
  /** Whole answers by a name; the first is the usual one. */
  readonly answers: Readonly<Record<string, unknown>>
}

/** An operation of the Authy dialect, as its route carries it. */
export interface AuthyDescription extends Described {
  /** Each with an example of its own; `example` is a call as most make it. */
  readonly parameters?: TObject
  readonly example?: WireObject
  /** Headers beside the API key, each with an example. */
  readonly headers?: TObject
  /** Who calls is told by a signature in the headers, and by no API key there. */
  readonly isSigned?: true
  /** Beyond those that every call may get: the error's name in `ERRORS`, and when it comes. */
  readonly failures?: Readonly<Partial<Record<ErrorName, string>>>
}

/** A schema that the document keeps under this name, so that generated code has a type of that name. */
export function named<Schema extends TSchema>(title: string, schema: Schema): Schema {
  return { ...schema, title }
}

/** A string or null. */
export function nullable(schema: TSchema, description?: string): TSchema {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
}

/** A parameter with its meaning and an example; one that may be left out is wrapped by the caller. */
export function meaning(description: string, example: unknown): TSchemaOptions {
  return { description, examples: [example] }
}

/** An operation of the device protocol, as its route carries it; its body is the route's own validator. */
export interface DeviceDescription extends Described {
  readonly query?: TObject
  readonly example?: object
  /** Of a success; 200 unless given. */
  readonly status?: number
  /** Beyond those that every signed request may get, and when it comes. */
  readonly failures?: Readonly<Partial<Record<DeviceErrorCode, string>>>
}
