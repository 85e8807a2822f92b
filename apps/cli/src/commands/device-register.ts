import { hostname } from 'node:os'
import type { DeviceSystem, RegistrationBody, RegistrationVia } from '@countersign/device'
import { type Device, DeviceError } from '@countersign/device'
import type { Invocation } from '../invocation.ts'
import { type OpenedDevice, withDevice } from '../open-device.ts'
import { DONE, failure, misuse, type Outcome } from '../outcome.ts'
import { columns, isoTime, localTime, printableLine, type Printer } from '../print.ts'
import { askTerminal, isTerminal } from '../terminal.ts'
import { VERSION } from '../version.ts'
import { deviceJson } from './device.ts'

const VIAS: readonly RegistrationVia[] = ['sms', 'call', 'device']

/** docs/device-protocol.md, "Registration". */
const MOST_NAME_CHARACTERS = 40

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, DeviceSystem>>> = {
  android: 'android',
  darwin: 'macos',
  linux: 'linux',
  win32: 'windows',
}

/** Begins a registration, sends its code again, or completes it with the code: as the options say. */
export async function registerDevice(invocation: Invocation): Promise<Outcome> {
  const { text, print } = invocation
  const code = text('code')
  const typedVia = text('via')
  const via = typedVia === undefined ? 'sms' : VIAS.find((each) => each === typedVia)
  if (via === undefined) {
    return misuse(
      `Expected sms, call or device for --via, got ${JSON.stringify(typedVia)}.`,
      'Leave it out for sms.',
    )
  }
  const phone = text('phone')?.replaceAll(/[\s().-]/g, '')
  if (phone !== undefined && !/^\+\d{5,15}$/.test(phone)) {
    return misuse(
      'Expected a phone number that begins with + for --phone, got something else.',
      'Write it as --phone +15551234567.',
    )
  }
  if (code !== undefined && !/^\d{1,12}$/.test(code)) {
    return misuse('Expected digits for --code, got something else.', 'They are in the message.')
  }
  return await withDevice(invocation, async (opened) => {
    const { device, file } = opened
    if (phone !== undefined && code === undefined) {
      const name = text('name') ?? hostname().slice(0, MOST_NAME_CHARACTERS)
      const system = SYSTEMS[process.platform] ?? 'other'
      return await prove(
        opened,
        print,
        await device.register({ phone, via, name, system, version: VERSION }),
      )
    }
    if (device.state().status !== 'registering') {
      return misuse(
        code === undefined
          ? 'Expected --phone NUMBER, got none.'
          : `Expected a registration under way in ${file} for --code, found none.`,
        'Begin with `npx countersign device register --phone +15551234567`.',
      )
    }
    if (code === undefined) return await prove(opened, print, await device.sendAgain(via))
    await device.complete(code)
    return await welcome(opened, print)
  })
}

/** That the phone is the person's: by the code, or by a device that they have. */
async function prove(
  opened: OpenedDevice,
  print: Printer,
  registration: RegistrationBody,
): Promise<Outcome> {
  const { via, codeDigits, number, expiresAt } = registration
  const { device } = opened
  if (via === 'device') {
    print.result(
      registrationJson(registration),
      `Enter ${printableLine(number ?? '')} on a device that you have, until ${localTime(expiresAt)}.`,
    )
    return await awaitAnswer(opened, print)
  }
  const sent = `A code of ${codeDigits} digits is on its way, by ${via}. It is good until ${localTime(expiresAt)}.`
  print.result(registrationJson(registration), sent)
  if (isTerminal(print) && (await completeByAsking(device))) return await welcome(opened, print)
  print.text('Hand it in with `npx countersign device register --code CODE`.')
  return DONE
}

async function awaitAnswer(opened: OpenedDevice, print: Printer): Promise<Outcome> {
  const { status } = await opened.device.waitUntilLetIn()
  switch (status) {
    case 'complete':
      return await welcome(opened, print)
    case 'refused':
      return failure(
        'The registration was refused on the other device.',
        'If that was you, begin again.',
      )
    default:
      return failure(
        'Nobody answered in time.',
        'Begin again, by --via sms if there is no other device.',
      )
  }
}

/** Asks until the code is right, no try is left, or nothing is typed: then it is still to come. */
async function completeByAsking(device: Device): Promise<boolean> {
  for (;;) {
    const typed = await askTerminal('Code: ')
    if (typed === '') return false
    try {
      await device.complete(typed.replaceAll(/\D/g, ''))
      return true
    } catch (error) {
      const isWrong = error instanceof DeviceError && error.code === 'wrong-code'
      if (!isWrong || (error.triesLeft ?? 0) === 0) throw error
      console.log(`The code does not match; tries left: ${error.triesLeft}.`)
    }
  }
}

async function welcome({ device, server, file }: OpenedDevice, print: Printer): Promise<Outcome> {
  const state = device.state()
  if (state.status !== 'registered') {
    return failure('The device was removed while it registered.', 'Begin again.')
  }
  // Good to have for the first `device tokens` without a network, and nothing to fail for.
  await device.syncApps().catch(() => {})
  print.result(
    { ...deviceJson(state.device), phone: state.phone },
    [
      `Registered as ${printableLine(state.device.name)}.`,
      columns([
        ['Device id', String(state.device.id)],
        ['Phone', printableLine(state.phone)],
        ['Service', server],
        ['Keys', `in ${file}, for you alone`],
      ]),
      '`npx countersign device tokens` shows tokens, `device watch` what there is to approve.',
    ].join('\n'),
  )
  return DONE
}

function registrationJson({ id, via, status, codeDigits, number, ...times }: RegistrationBody) {
  return {
    id,
    via,
    status,
    codeDigits,
    number,
    resendAt: isoTime(times.resendAt),
    expiresAt: isoTime(times.expiresAt),
  }
}
