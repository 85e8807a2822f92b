import type { DeviceBody, RegistrationRequestBody } from '@countersign/device'
import { DeviceError } from '@countersign/device'
import type { Invocation } from '../invocation.ts'
import { withRegisteredDevice } from '../open-device.ts'
import { DONE, failure, misuse, type Outcome } from '../outcome.ts'
import { columns, isoTime, localTime, printableLine } from '../print.ts'

export async function listDevices(invocation: Invocation): Promise<Outcome> {
  const { print } = invocation
  return await withRegisteredDevice(invocation, async ({ device }) => {
    for (const each of await device.devices()) print.result(deviceJson(each), deviceText(each))
    return DONE
  })
}

export async function renameDevice(invocation: Invocation): Promise<Outcome> {
  const { positionals, print } = invocation
  return await withRegisteredDevice(invocation, async ({ device }) => {
    const renamed = await device.rename(positionals[0] ?? '')
    print.result(deviceJson(renamed), `This device is now called ${printableLine(renamed.name)}.`)
    return DONE
  })
}

export async function revokeDevice(invocation: Invocation): Promise<Outcome> {
  const { positionals, print } = invocation
  const [typed = ''] = positionals
  if (!/^\d{1,10}$/.test(typed)) {
    return misuse(
      `Expected the id of a device, got ${JSON.stringify(typed)}.`,
      '`npx countersign device list` shows the ids.',
    )
  }
  const id = Number(typed)
  return await withRegisteredDevice(invocation, async ({ device }) => {
    await device.revoke(id)
    print.result({ id, revoked: true }, `The device ${id} is revoked, and its tokens with it.`)
    return DONE
  })
}

export async function signOut(invocation: Invocation): Promise<Outcome> {
  const { print } = invocation
  return await withRegisteredDevice(invocation, async ({ device, server, file }) => {
    const state = device.state()
    const id = state.status === 'registered' ? state.device.id : 0
    const isRevoked = await device.revoke(id).then(
      () => true,
      (error: unknown) => {
        // Then there is nothing left of it there.
        if (error instanceof DeviceError) return /^(?:revoked|unauthorized)$/.test(error.code)
        throw error
      },
    )
    if (device.state().status === 'registered') await device.signOut()
    print.result({ id, revoked: isRevoked }, `Signed out: ${file} is gone, with its keys.`)
    if (!isRevoked) {
      print.note(
        `The service at ${server} could not be told. Revoke the device ${id} on another one, with \`npx countersign device revoke ${id}\`.`,
      )
    }
    return DONE
  })
}

/** Without an id, whose pushes pause; with one, they go on. */
export async function resumePushes(invocation: Invocation): Promise<Outcome> {
  const { positionals, print } = invocation
  const [typed] = positionals
  if (typed !== undefined && !/^\d{1,10}$/.test(typed)) {
    return misuse(
      `Expected the id of an app, got ${JSON.stringify(typed)}.`,
      '`npx countersign device resume` shows the apps whose pushes pause.',
    )
  }
  return await withRegisteredDevice(invocation, async ({ device }) => {
    const apps = await device.syncApps()
    if (typed === undefined) {
      const paused = apps.filter((app) => app.pushesPausedAt !== null)
      if (paused.length === 0) print.text('No app of yours pauses.')
      for (const { id, name, pushesPausedAt } of paused) {
        const since = pushesPausedAt === null ? '' : localTime(pushesPausedAt)
        print.result(
          { appId: id, appName: name, pushesPausedAt: isoTime(pushesPausedAt) },
          `${id}  ${printableLine(name)}, since ${since}`,
        )
      }
      return DONE
    }
    const appId = Number(typed)
    await device.resume(appId)
    const name = apps.find(({ id }) => id === appId)?.name ?? typed
    print.result({ appId, resumed: true }, `${printableLine(name)} may push again.`)
    return DONE
  })
}

/** Without an id, who asks; with one, the answer. */
export async function letIn(invocation: Invocation): Promise<Outcome> {
  const { positionals, text, isSet, print } = invocation
  const [id] = positionals
  const number = text('number')
  const isRefused = isSet('refuse')
  if (id !== undefined && !isRefused && (number === undefined || !/^\d{2}$/.test(number))) {
    return misuse(
      `Expected --number with the two digits that the other device shows, got ${number === undefined ? 'none' : JSON.stringify(number)}.`,
      'To keep it out, give --refuse in its place.',
    )
  }
  return await withRegisteredDevice(invocation, async ({ device }) => {
    const requests = await device.registrationRequests()
    if (id === undefined) {
      if (requests.length === 0) print.text('No other device asks to be let in.')
      for (const each of requests) print.result(requestJson(each), requestText(each))
      return DONE
    }
    const request = requests.find((each) => each.id === id)
    if (request === undefined) {
      return failure(
        `No device asks to be let in as ${JSON.stringify(id)}.`,
        '`npx countersign device let-in` shows those that do.',
      )
    }
    const answer = isRefused ? 'denied' : 'approved'
    await device.answerRegistration(request, answer, number)
    print.result(
      { id, answer },
      `${printableLine(request.name)} is ${isRefused ? 'kept out' : 'let in'}.`,
    )
    return DONE
  })
}

export function deviceJson(device: DeviceBody) {
  return {
    ...device,
    registeredAt: isoTime(device.registeredAt),
    lastSeenAt: isoTime(device.lastSeenAt),
  }
}

function deviceText({ id, name, system, version, isThis, ...device }: DeviceBody): string {
  return [
    `${printableLine(name)}${isThis ? ' (this one)' : ''}`,
    columns([
      ['Device id', String(id)],
      ['System', `${system}, version ${printableLine(version)}`],
      ['Registered', `${localTime(device.registeredAt)} by ${device.registeredVia}`],
      ['Last seen', localTime(device.lastSeenAt)],
    ]),
  ].join('\n')
}

export function requestJson(request: RegistrationRequestBody) {
  return {
    ...request,
    requestedAt: isoTime(request.requestedAt),
    expiresAt: isoTime(request.expiresAt),
  }
}

export function requestText(request: RegistrationRequestBody): string {
  const { id, name, system, requestedAt, requestedFrom, expiresAt } = request
  return [
    `${printableLine(name)} asks to be let in`,
    columns([
      ['Request', printableLine(id)],
      ['System', system],
      ['Asked', localTime(requestedAt)],
      ['From', requestedFrom === null ? 'unknown' : printableLine(requestedFrom)],
      ['Expires', localTime(expiresAt)],
    ]),
  ].join('\n')
}
