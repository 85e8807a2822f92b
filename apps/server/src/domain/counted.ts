import { hourOf } from './time-span.ts'

/** So many more of a counter. */
export interface Counted {
  readonly appId: number
  /** domain/counter-names.ts. */
  readonly name: string
  /** How many more, where it is not one. */
  readonly by?: number
}

/** The same of one hour. */
export interface CountedHour extends Counted {
  /** Start of the hour, in milliseconds. */
  readonly hour: number
  readonly by: number
}

/**
 * What was counted now, the same counter summed and all in one order: whoever writes several in one
 * transaction takes their rows in it, so that no two wait for each other in a circle.
 */
export function countersAt(now: number, counted: readonly Counted[]): readonly CountedHour[] {
  const hour = hourOf(now)
  const sums = new Map<string, CountedHour>()
  for (const { appId, name, by = 1 } of counted) {
    const key = `${appId} ${name}`
    sums.set(key, { appId, hour, name, by: by + (sums.get(key)?.by ?? 0) })
  }
  return [...sums.values()].toSorted((a, b) => a.appId - b.appId || (a.name < b.name ? -1 : 1))
}
