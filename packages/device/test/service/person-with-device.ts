import type { AddressInfo } from 'node:net'
import {
  type Device,
  type DeviceOptions,
  type DeviceStore,
  memoryStore,
  openDevice,
} from '@countersign/device'
import { newestToken, PHONE, register } from '../../../../apps/server/test/routes/person.ts'
import { testServer, type TestServer } from '../../../../apps/server/test/test-server.ts'

export interface Person {
  readonly server: TestServer
  readonly authyId: number
  /** A device of the person's, registered by SMS; this one by the clock of the service. */
  readonly device: Device
  readonly store: DeviceStore
  /** A further one, not registered. */
  readonly open: (given?: Partial<DeviceOptions>) => Promise<Device>
  readonly registered: (name: string, given?: Partial<DeviceOptions>) => Promise<Device>
  /** The app asks the person; answers the uuid and the number of the login page. */
  readonly ask: (
    form?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly uuid: string; readonly number: string }>
  /** How the app reads it. */
  readonly read: (uuid: string) => Promise<Readonly<Record<string, unknown>>>
}

/** The real service behind a real socket, with an app, a person, and the person's device. */
export async function personWithDevice(): Promise<Person> {
  const server = await testServer()
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  // Listening on a port, the address is no path of a socket.
  const { port } = server.app.server.address() as AddressInfo
  const authyId = await register(server)
  const store = memoryStore()
  const open: Person['open'] = (given) =>
    openDevice({
      baseUrl: `http://127.0.0.1:${port}`,
      store: memoryStore(),
      now: server.clock.now,
      ...given,
    })
  const registered: Person['registered'] = async (name, given) => {
    const device = await open(given)
    await device.register({ phone: PHONE, via: 'sms', name, system: 'linux', version: '1.0.0' })
    await device.complete(await newestToken(server))
    return device
  }
  return {
    server,
    authyId,
    device: await registered('Phone', { store }),
    store,
    open,
    registered,
    async ask(form = {}) {
      const { body } = await server.call(
        `POST /users/${authyId}/approval_requests`,
        { message: 'Login requested', 'details[Location]': 'Ayr', 'details[1]': 'one', ...form },
        { family: 'onetouch' },
      )
      const { uuid, number_matching: matching } = body.approval_request
      return { uuid, number: matching?.code ?? '' }
    },
    async read(uuid) {
      const answer = await server.call(`GET /approval_requests/${uuid}`, undefined, {
        family: 'onetouch',
      })
      return answer.body.approval_request
    },
  }
}

/** As long, with another first digit. */
export function otherThan(digits: string): string {
  return `${(Number(digits[0]) + 1) % 10}${digits.slice(1)}`
}
