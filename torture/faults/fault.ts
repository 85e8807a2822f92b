import type { Treatment } from '../outside.ts'
import type { Random } from '../random.ts'
import type { DatabaseKind, RealDatabase } from '../real/database.ts'
import type { RealNode } from '../real/node.ts'

/** How the outside treats deliveries; one of each list is drawn for each delivery. */
export interface Treatments {
  carrier: readonly [Treatment, ...Treatment[]]
  endpoint: readonly [Treatment, ...Treatment[]]
}

/** What a fault can lay its hands on. */
export interface Tortured {
  readonly random: Random
  readonly database: RealDatabase
  readonly nodes: readonly [RealNode, ...RealNode[]]
  readonly treatments: Treatments
  /** Of each node, in milliseconds; it stays over a restart. */
  readonly setClocks: (offsets: readonly number[]) => Promise<void>
  readonly clockOf: (node: RealNode) => number
}

export interface TortureFault {
  readonly name: string
  readonly databases: readonly DatabaseKind[]
  /** Breaks something, and returns what mends it. */
  readonly begin: (tortured: Tortured) => Promise<() => Promise<void>>
}
