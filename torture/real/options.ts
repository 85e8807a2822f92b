import type { TortureFault } from '../faults/fault.ts'
import type { DatabaseKind } from './database.ts'

export interface TortureOptions {
  readonly database: DatabaseKind
  readonly seed: number
  readonly seconds: number
  readonly clients: number
  readonly faults: readonly TortureFault[]
  /** Between two faults, at least and at most, and how long one lasts; milliseconds. */
  readonly pace: { readonly rest: Range; readonly lasts: Range }
  /** One of guards/guards.ts, which the service is to be without. */
  readonly brokenGuard?: string
}

export type Range = readonly [least: number, most: number]
