import { at } from '../../conformance/read-answer.ts'
import { appRequest, type Client, type Person } from './client.ts'
import { type Device, registerDevice } from './device.ts'
import type { TortureApp } from './world.ts'

/** A token that a script brought, or keeps for the end. */
export interface BroughtToken {
  readonly app: TortureApp
  readonly user: number
  readonly action: string
  readonly token: string
  readonly by: 'message' | 'authenticator'
}

/** Who is there, and what the scripts leave to look at once everything has come to its end. */
export interface Population {
  /** Numbers of the 555 area: they reach nobody. */
  readonly newPhone: () => string
  /** Words that no other message has, and that are part of no others. */
  readonly newWords: () => string
  /** Somebody whom no other script has. */
  readonly newPerson: (client: Client) => Promise<Person | undefined>
  /** An authenticator that no other script has meanwhile; give it back. */
  readonly takeDevice: (client: Client) => Promise<Device | undefined>
  readonly giveBack: (device: Device) => void
  /** Sent and never brought. */
  readonly kept: BroughtToken[]
  readonly used: BroughtToken[]
  readonly asked: { readonly app: TortureApp; readonly uuid: string }[]
}

/** @param people and devices that are there already */
export function createPopulation(
  people: readonly Person[] = [],
  ready: readonly Device[] = [],
): Population {
  const unused = [...people]
  const devices = [...ready]
  let phones = people.length + ready.length
  const newPhone = () => `+1555${String(++phones).padStart(7, '0')}`

  async function register(client: Client): Promise<Person | undefined> {
    const phone = newPhone()
    const { world } = client
    const form = {
      'user[email]': `person${phone.slice(-7)}@example.com`,
      'user[cellphone]': phone.slice(2),
      'user[country_code]': '1',
      send_install_link_via_sms: 'false',
    }
    const users: number[] = []
    // Of both apps: the same phone is the same user.
    for (const app of [world.steady, world.failing]) {
      const created = await client.insist(() =>
        client.call(
          { kind: 'prepare', what: 'a user', phone: undefined },
          appRequest(app, 'POST /protected/json/users/new', form),
        ),
      )
      const user = at(created.body, 'user', 'id')
      if (typeof user === 'number') users.push(user)
    }
    return users[0] === undefined ? undefined : { user: users[0], phone }
  }

  let sayings = 0
  return {
    newPhone,
    newWords: () => `order ${++sayings}.`,
    newPerson: async (client) => unused.shift() ?? (await register(client)),
    async takeDevice(client) {
      const known = devices.shift()
      if (known !== undefined) return known
      const owner = await register(client)
      return owner && (await registerDevice(client, owner))
    },
    giveBack: (device) => devices.push(device),
    kept: [],
    used: [],
    asked: [],
  }
}
