import type { Device, DeviceEvent } from '@countersign/device'
import { DeviceError } from '@countersign/device'
import { approvalJson, approvalText } from '../approval-text.ts'
import type { Invocation } from '../invocation.ts'
import { withRegisteredDevice } from '../open-device.ts'
import { DONE, failure, type Outcome } from '../outcome.ts'
import { localTime, printableLine, type Printer } from '../print.ts'
import { untilStopped } from '../until-stopped.ts'
import { requestJson, requestText } from './device.ts'
import { tokenJson, tokenText } from './device-approvals.ts'

interface Watching {
  readonly device: Device
  readonly print: Printer
  readonly server: string
  /** What a command needs beside its name to mean the same device. */
  readonly fileOption: string
  /** What was printed already: after each connection everything that waits is fetched again. */
  readonly shown: Set<string>
}

/** Prints what happens as it happens, until the process is told to end. */
export async function watch(invocation: Invocation): Promise<Outcome> {
  const { print, text } = invocation
  const stopped = untilStopped()
  const file = text('file')
  const fileOption = file === undefined ? '' : ` --file ${JSON.stringify(file)}`
  return await withRegisteredDevice(invocation, async ({ device, server }) => {
    const watching: Watching = { device, print, server, fileOption, shown: new Set() }
    for await (const event of device.events(stopped)) {
      await tell(watching, event)
    }
    return device.state().status === 'registered'
      ? DONE
      : failure(
          'This device was removed from the service, so it forgot its keys.',
          'Register again with `npx countersign device register --phone +15551234567`.',
        )
  })
}

async function tell(watching: Watching, event: DeviceEvent): Promise<void> {
  const { print, server } = watching
  switch (event.name) {
    case 'connected':
      print.text('Watching; Ctrl-C ends this.')
      return await orLater(watching, showWaiting)
    case 'disconnected':
      return print.note(`The service at ${server} does not answer; trying again.`)
    case 'hello':
      return
    case 'approval-requested':
      return await orLater(watching, () => showApproval(watching, event.data.uuid))
    case 'approval-answered': {
      const { uuid, status } = event.data
      return say(watching, event, `${printableLine(uuid)} is ${printableLine(status)}.`)
    }
    case 'token-wanted':
      return await orLater(watching, () => showToken(watching, event.data.appId))
    case 'apps-changed':
      await orLater(watching, async ({ device }) => void (await device.syncApps()))
      return say(watching, event, 'The apps have changed.')
    case 'devices-changed':
      return say(watching, event, 'The devices have changed: `npx countersign device list`.')
    case 'device-revoked':
      return say(watching, event, `The device ${event.data.deviceId} was revoked.`)
    case 'registration-requested':
      return await orLater(watching, showRequests)
    case 'registration-answered': {
      const { id, status } = event.data
      return say(
        watching,
        event,
        `The device that asked as ${printableLine(id)} is ${printableLine(status)}.`,
      )
    }
    case 'reset':
      return await orLater(watching, showWaiting)
  }
}

/** What could not be fetched is fetched at the next connection, and the stream says when that is. */
async function orLater(
  watching: Watching,
  work: (watching: Watching) => Promise<void>,
): Promise<void> {
  try {
    await work(watching)
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    // Removed meanwhile: the stream ends by itself and says so.
    if (error.code === 'revoked' || error.code === 'not-registered') return
    watching.print.note(`It could not be fetched (${error.code}).`)
  }
}

async function showWaiting(watching: Watching): Promise<void> {
  // Oldest first, as they would have come.
  const approvals = await watching.device.approvals()
  for (const { uuid } of approvals.toReversed()) await showApproval(watching, uuid)
  await showRequests(watching)
}

async function showApproval(watching: Watching, uuid: string): Promise<void> {
  const { device, print, fileOption, shown } = watching
  if (shown.has(uuid)) return
  const approval = await device.approval(uuid)
  shown.add(uuid)
  const answer = approval.needsNumber ? ' --number NN' : ''
  print.result(
    { event: 'approval-requested', approval: approvalJson(approval) },
    [
      '',
      approvalText(approval),
      ...(approval.status === 'pending'
        ? [
            `  npx countersign device approve ${printableLine(uuid)}${answer}${fileOption}`,
            `  npx countersign device deny ${printableLine(uuid)}${fileOption}`,
          ]
        : []),
    ].join('\n'),
  )
}

async function showRequests({ device, print, fileOption, shown }: Watching): Promise<void> {
  for (const request of await device.registrationRequests()) {
    if (shown.has(request.id)) continue
    shown.add(request.id)
    print.result(
      { event: 'registration-requested', request: requestJson(request) },
      [
        '',
        requestText(request),
        `  npx countersign device let-in ${printableLine(request.id)} --number NN${fileOption}`,
        `  npx countersign device let-in ${printableLine(request.id)} --refuse${fileOption}`,
      ].join('\n'),
    )
  }
}

async function showToken({ device, print }: Watching, appId: number): Promise<void> {
  await device.syncApps()
  const token = device.tokens().find((each) => each.appId === appId)
  if (token === undefined) return
  print.result(
    { event: 'token-wanted', token: tokenJson(token) },
    tokenText(token, device.serverNow()),
  )
}

function say(
  { device, print }: Watching,
  event: Exclude<DeviceEvent, { readonly name: 'connected' | 'disconnected' }>,
  text: string,
): void {
  print.result({ event: event.name, ...event.data }, `${localTime(device.serverNow())}  ${text}`)
}
