import { DeviceError } from '@countersign/device'
import { failure, type Failure, misuse } from './outcome.ts'
import { localTime, printableLine } from './print.ts'

interface Where {
  readonly server: string
  readonly file: string
}

const REGISTER = 'Register with `npx countersign device register --phone +15551234567`.'
const TRY_AGAIN = 'Try again; if it goes on, see what the service logs.'

/** Why an act of the device did not work, and what to do; undefined for a fault of this command. */
export function explainDeviceError(error: unknown, where: Where): Failure | undefined {
  return error instanceof DeviceError ? byCode(error, where) : byFile(error, where)
}

function byCode(error: DeviceError, { server, file }: Where): Failure {
  switch (error.code) {
    case 'offline':
      return failure(
        `The service at ${server} did not answer.`,
        'See that it runs and can be reached from here.',
      )
    case 'bad-answer':
      return failure(
        `What answers at ${server} does not speak the device protocol: ${sentence(error.message)}`,
        'See that it is a Countersign service, and no older than this command.',
      )
    case 'unavailable':
      return failure(`The service at ${server} has a fault of its own.`, TRY_AGAIN)
    case 'replayed':
      return failure('The service saw this very request before.', TRY_AGAIN)
    case 'not-registered':
      return failure(`There is no device in ${file}.`, REGISTER)
    case 'already-registered':
      return failure(
        `The device in ${file} is registered.`,
        'Sign it out with `npx countersign device sign-out`, or keep another one with --file PATH.',
      )
    case 'revoked':
      return failure('This device was removed from the service, so it forgot its keys.', REGISTER)
    case 'unauthorized':
      return failure(
        `The service at ${server} does not know the device in ${file}.`,
        'Forget it with `npx countersign device sign-out`, then register again.',
      )
    case 'clock':
      return failure(
        'The clock of this machine is too far from that of the service.',
        'Set it, by NTP if you can.',
      )
    case 'invalid':
      return misuse(
        `The service did not take ${fieldsOf(error)}.`,
        '`npx countersign help` says what each command expects.',
      )
    case 'not-found':
      return failure(
        'The service knows no such thing for you.',
        'List what there is with `npx countersign device approvals`, `list` or `let-in`.',
      )
    case 'not-pending':
      return failure(
        `It was answered already${error.approvalStatus === undefined ? '' : `: ${printableLine(error.approvalStatus)}`}.`,
        '`npx countersign device approvals --past` shows by which device.',
      )
    case 'expired':
      return failure('It can no longer be answered.', 'Ask for it anew where it began.')
    case 'altered':
      return failure(
        `What was shown here is not what the app asked: ${printableLine(error.field ?? 'it')} differs.`,
        'Do not answer it; tell whoever runs the service.',
      )
    case 'wrong-number':
      return failure(
        `The number does not match; ${triesText(error.triesLeft)}.`,
        'Compare it with the two digits on the other screen.',
      )
    case 'wrong-code':
      return failure(
        `The code does not match; ${triesText(error.triesLeft)}.`,
        'Compare it with the last message that came.',
      )
    case 'refused':
      return failure('The registration was refused on another device.', REGISTER)
    case 'too-many':
      return failure(
        'There were too many of these.',
        error.retryAt === undefined
          ? 'Wait some minutes.'
          : `Wait until ${localTime(error.retryAt)}.`,
      )
    case 'bad-store':
      return failure(
        sentence(error.message),
        'Name another file with --file PATH, or mend this one.',
      )
    case 'no-crypto':
      return failure('This Node has no WebCrypto.', 'Run `npm ci` in the repository.')
  }
}

/** What the file system said of the device's own file, never of the data folder. */
function byFile(error: unknown, { file }: Where): Failure | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined
  return failure(
    `${file} could not be read or written (${String(error.code)}).`,
    'Let this user have it, or name another file with --file PATH.',
  )
}

function fieldsOf({ fields, message }: DeviceError): string {
  const told = Object.entries(fields ?? {}).map(([name, says]) => `${name}: ${says}`)
  return printableLine(told.length === 0 ? message : told.join('; ')).replace(/\.$/, '')
}

function triesText(triesLeft: number | undefined): string {
  if (triesLeft === undefined) return 'try again'
  if (triesLeft === 0) return 'that was the last try'
  return triesLeft === 1 ? '1 try is left' : `${triesLeft} tries are left`
}

function sentence(text: string): string {
  return `${printableLine(text).replace(/\.$/, '')}.`
}
