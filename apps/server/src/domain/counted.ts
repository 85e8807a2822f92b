import { hourOf } from './time-span.ts'

/** One more of a counter. */
export interface Counted {
  readonly appId: number
  /** domain/counter-names.ts. */
  readonly name: string
}

/** So many more of a counter of one hour. */
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
  for (const { appId, name } of counted) {
    const key = `${appId} ${name}`
    sums.set(key, { appId, hour, name, by: 1 + (sums.get(key)?.by ?? 0) })
  }
  return [...sums.values()].toSorted((a, b) => a.appId - b.appId || (a.name < b.name ? -1 : 1))
}
