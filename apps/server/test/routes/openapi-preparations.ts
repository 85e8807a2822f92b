import { APPROVAL_TYPE } from '@countersign/wire'
import type { TestServer } from '../test-server.ts'
import type { Change } from './openapi-calls.ts'
import { newestToken, register } from './person.ts'
import {
  newDevice,
  registerDevice,
  registrationOf,
  signRegistration,
  statementOf,
  type TestDevice,
} from './test-device.ts'

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
