import { ERRORS, type ErrorName } from '@countersign/wire'
import { type AppSettings, DEFAULT_SETTINGS } from '../../apps/server/src/domain/app-settings.ts'

/** As [errors.md](errors.md) has it: status and code. */
export function error(name: ErrorName): string {
  const { status, code } = ERRORS[name]
  return `${status} [${code}](errors.md)`
}

export function setting(name: keyof AppSettings): string {
  return count(Number(DEFAULT_SETTINGS[name]))
}

export function count(number: number): string {
  return number.toLocaleString('en-US')
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const

/** A span in its largest whole unit. */
export function span(ms: number): string {
  for (const [unit, name] of UNITS) {
    const number = ms / unit
    if (Number.isInteger(number)) return `${number} ${name}${number === 1 ? '' : 's'}`
  }
  throw new Error(`${ms} ms is no whole number of seconds.`)
}
