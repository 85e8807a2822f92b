import { formPairs, plainText } from '../../src/http/reference/curl.ts'
import { openApiDocument } from '../../src/http/reference/document.ts'
import type { OpenApiDocument, Operation } from '../../src/http/reference/openapi-types.ts'
import { operationsOf, type Placed } from '../../src/http/reference/render/operation.ts'
import { exampleOf, schemaCheck } from '../http/reference/check-schema.ts'
import type { TestServer } from '../test-server.ts'
import { newestToken, register } from './person.ts'
import {
  newDevice,
  registerDevice,
  registrationOf,
  signRegistration,
  statementOf,
  type TestDevice,
} from './test-device.ts'
import { APPROVAL_TYPE } from '@countersign/wire'

/** As programs get it. */
export const DOCUMENT = JSON.parse(
  JSON.stringify(openApiDocument('https://2fa.example.test', '1.2.3')),
) as OpenApiDocument

const problemsOf = schemaCheck(DOCUMENT)

export const AUTHY_OPERATIONS = operationsOf(DOCUMENT.paths).filter(({ path }) =>
  /^\/(protected|onetouch)\//.test(path),
)

export const DEVICE_OPERATIONS = operationsOf(DOCUMENT.paths).filter(({ path }) =>
  path.startsWith('/device/'),
)

/** What a test puts in place of an example that only one moment or one person has. */
export interface Change {
  readonly path?: Readonly<Record<string, string | number>>
  readonly parameters?: Readonly<Record<string, unknown>>
}

export interface Person {
  readonly id: number
  readonly phone: string
}

let people = 0

/** Somebody new: what one operation does to a person is no other's business. */
export async function newPerson(server: TestServer): Promise<Person> {
  people += 1
  const national = String(2_125_550_000 + people)
  const id = await register(server, { 'user[cellphone]': national })
  return { id, phone: `+1${national}` }
}

/** What has to be there before an example of the Authy dialect can succeed. */
export const PREPARE: Readonly<
  Record<string, (server: TestServer, person: Person) => Promise<Change>>
> = {
  async verifyToken(server, { id, phone }) {
    await server.call(`GET /sms/${id}?force=true`)
    return { path: { token: await newestToken(server, phone) } }
  },
  async exportUserSecret(server, { id }) {
    await server.call(`POST /users/${id}/secret`)
    return {}
  },
  async checkPhoneVerification(server, { phone }) {
    await startVerification(server, phone)
    const verification_code = await newestToken(server, phone)
    return { parameters: { phone_number: phone.slice(2), verification_code } }
  },
  async getPhoneVerificationStatus(server, { phone }) {
    await startVerification(server, phone)
    return { parameters: { phone_number: phone.slice(2) } }
  },
  async createApprovalRequest(server, { phone }) {
    await registerDevice(server, { phone })
    return {}
  },
  async getApprovalRequest(server, person) {
    const { uuid } = await asked(server, person)
    return { path: { uuid } }
  },
}

async function startVerification(server: TestServer, phone: string): Promise<void> {
  const form = { country_code: '1', phone_number: phone.slice(2) }
  const started = await server.call('POST /phones/verification/start', form)
  if (started.status !== 200) throw new Error(`No code was sent: ${started.text}`)
}

async function asked(server: TestServer, { id, phone }: Person) {
  const device = await registerDevice(server, { phone })
  const created = await server.call(
    `POST /users/${id}/approval_requests`,
    { message: 'Login requested' },
    { family: 'onetouch' },
  )
  if (created.status !== 200) throw new Error(`Nobody was asked: ${created.text}`)
  return { device, uuid: String(created.body.approval_request.uuid) }
}

/** The example of an operation as a request, with the changes of a test. */
export function requestOf({ method, path, operation }: Placed, change: Change) {
  const parameters = operation.parameters ?? []
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (text, { name, example }) =>
        text.replace(`{${name}}`, plainText(change.path?.[name] ?? example)),
      path,
    )
  const query: readonly [string, string][] = parameters.flatMap(({ name, in: place, example }) => {
    const value = change.parameters?.[name] ?? example
    return place === 'query' && value !== undefined
      ? [[name, plainText(value)] as [string, string]]
      : []
  })
  const example = Object.values(operation.requestBody?.content ?? {})[0]?.example
  const body = example === undefined ? undefined : { ...(example as object), ...change.parameters }
  return {
    method: method.toUpperCase() as 'GET',
    url: `${filled}?${new URLSearchParams([...query]).toString()}`,
    body,
  }
}

/** Every parameter of an operation, each with its example. */
export function allParameters(operation: Operation): Readonly<Record<string, unknown>> {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const fromBody = schema === undefined ? {} : (exampleOf(DOCUMENT, schema) as object)
  const fromQuery = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, example, schema: own }) => [name, example ?? own.examples?.[0]] as const)
  return { ...Object.fromEntries(fromQuery), ...fromBody }
}

export function asForm(body: object): string {
  return new URLSearchParams(
    formPairs(body).map(([name, value]): [string, string] => [name, value]),
  ).toString()
}

/** A number that a test put into a path belongs to nobody. */
export const NOBODY = 2_000_000_000

/** The answer to a request as its body is written. */
export async function send(
  server: TestServer,
  request: ReturnType<typeof requestOf>,
  as: 'form' | 'json',
  apiKey = server.apiKey,
) {
  const { method, url, body } = request
  const response = await server.app.inject({
    method,
    url,
    headers: {
      'x-authy-api-key': apiKey,
      ...(body === undefined
        ? {}
        : {
            'content-type':
              as === 'form' ? 'application/x-www-form-urlencoded' : 'application/json',
          }),
    },
    ...(body === undefined ? {} : { payload: as === 'form' ? asForm(body) : JSON.stringify(body) }),
  })
  return { status: response.statusCode, body: response.json() as { readonly error_code?: string } }
}

/** What an answer has that the document does not tell; nothing, as it should be. */
export function undocumented(
  { operationId, responses }: Operation,
  answer: { readonly status: number; readonly body: unknown },
): readonly string[] {
  const media = responses[String(answer.status)]?.content?.['application/json']
  if (media === undefined)
    return [`${operationId}: ${answer.status} ${JSON.stringify(answer.body)}`]
  return problemsOf(media.schema, answer.body).map(
    (problem) => `${operationId}: ${problem} in ${JSON.stringify(answer.body)}`,
  )
}

type DeviceChange = Change & { readonly device: TestDevice }

/** Who asks, and with what, before an example of the device protocol can succeed. */
export const PREPARE_DEVICE: Readonly<
  Record<string, (server: TestServer, person: Person) => Promise<DeviceChange>>
> = {
  getAbout: async (server) => ({ device: await newDevice(server) }),
  async startDeviceRegistration(server, { phone }) {
    const device = await newDevice(server)
    const { signingKey, agreementKey } = registrationOf(device)
    return { device, parameters: { phone, signingKey, agreementKey } }
  },
  sendDeviceRegistration: async (server, person) => {
    const change = await begun(server, person)
    server.clock.advance(30_000)
    return change
  },
  async completeDeviceRegistration(server, person) {
    const change = await begun(server, person)
    return { ...change, parameters: { code: await newestToken(server, person.phone) } }
  },
  getDeviceRegistration: begun,
  getOwnDevice: registered,
  changeOwnDevice: registered,
  listDevices: registered,
  async revokeDevice(server, person) {
    const { device } = await registered(server, person)
    return { device, path: { id: device.id() } }
  },
  async listRegistrationRequests(server, person) {
    const { device } = await registered(server, person)
    await begun(server, person, { via: 'device' })
    return { device }
  },
  async answerRegistrationRequest(server, person) {
    const { device } = await registered(server, person)
    const { path, number } = await begun(server, person, { via: 'device' })
    const { id } = path
    const payload = { id, name: 'Phone', system: 'android', answer: 'approved', number }
    const statement = await signRegistration(device, {
      ...payload,
      answeredAt: server.clock.now(),
    })
    return { device, path, parameters: { statement } }
  },
  setPushSubscription: registered,
  removePushSubscription: registered,
  listApps: registered,
  async resumePushes(server, person) {
    const { device } = await registered(server, person)
    return { device, path: { id: server.appId } }
  },
  async listApprovals(server, person) {
    const { device } = await asked(server, person)
    return { device }
  },
  async getApproval(server, person) {
    const { device, uuid } = await asked(server, person)
    return { device, path: { uuid } }
  },
  async answerApproval(server, person) {
    const { device, uuid } = await asked(server, person)
    const { body } = await device.call(`GET /approvals/${uuid}`)
    const payload = statementOf(body.approval, 'approved', server.clock.now())
    return {
      device,
      path: { uuid },
      parameters: { statement: await device.sign(APPROVAL_TYPE, payload) },
    }
  },
  async reportNotMe(server, person) {
    const { device, uuid } = await asked(server, person)
    server.clock.advance(86_400_000)
    return { device, path: { uuid } }
  },
}

async function registered(server: TestServer, { phone }: Person) {
  return { device: await registerDevice(server, { phone }) }
}

async function begun(
  server: TestServer,
  { phone }: Person,
  change: Readonly<Record<string, string>> = {},
) {
  const device = await newDevice(server)
  const { body } = await device.call(
    'POST /registrations',
    registrationOf(device, { phone, ...change }),
  )
  const { id, number } = body.registration
  return { device, path: { id: String(id) }, number: number as string | null }
}
