import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { type Device, DeviceError, openDevice } from '@countersign/device'
import { fileStore } from '@countersign/device/node'
import { explainDeviceError } from './explain-device-error.ts'
import type { Invocation } from './invocation.ts'
import { failure, misuse, type Outcome } from './outcome.ts'

/** Where `countersign serve` listens unless told. */
const DEFAULT_SERVER = 'http://127.0.0.1:8080'

export interface OpenedDevice {
  readonly device: Device
  /** Where the service is. */
  readonly server: string
  /** Where the keys are. */
  readonly file: string
}

/** Runs `work` on the device in the file, registered or not. No database is opened: this is a client of the service. */
export async function withDevice(
  { text }: Pick<Invocation, 'text'>,
  work: (opened: OpenedDevice) => Promise<Outcome>,
): Promise<Outcome> {
  const file = text('file') ?? defaultFile()
  const given = text('server')
  if (given !== undefined && !isOrigin(given)) {
    return misuse(
      `Expected the URL of a service without a path for --server, got ${JSON.stringify(given)}.`,
      'Write it as --server https://2fa.example.com.',
    )
  }
  let server = given ?? DEFAULT_SERVER
  try {
    const store = fileStore(file)
    server = given ?? (await store.load())?.baseUrl ?? server
    const device = await openDevice({ baseUrl: server, store })
    return await work({ device, server, file })
  } catch (error) {
    const explained = explainDeviceError(error, { server, file })
    if (explained === undefined) throw error
    return explained
  }
}

/** As `withDevice`, where there has to be one. */
export async function withRegisteredDevice(
  invocation: Pick<Invocation, 'text'>,
  work: (opened: OpenedDevice) => Promise<Outcome>,
): Promise<Outcome> {
  return await withDevice(invocation, async (opened) => {
    const { device, file } = opened
    switch (device.state().status) {
      case 'new':
        throw new DeviceError('not-registered', 'This device is not registered.')
      case 'registering':
        return failure(
          `The registration in ${file} is not complete.`,
          'Hand in the code with `npx countersign device register --code CODE`.',
        )
      case 'registered':
        return await work(opened)
    }
  })
}

/** XDG Base Directory Specification: a folder that is not absolute counts as none. */
function defaultFile(): string {
  const given = process.env['XDG_CONFIG_HOME'] ?? ''
  return join(isAbsolute(given) ? given : join(homedir(), '.config'), 'countersign', 'device.json')
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, username } = new URL(text)
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && username === ''
}
