/** Numbers that look like chance and are the same in every run (mulberry32). */
export interface Chance {
  /** From 0 to below 1. */
  readonly next: () => number
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number
  readonly is: (probability: number) => boolean
  readonly oneOf: <Item>(items: readonly [Item, ...Item[]]) => Item
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    is: (probability) => next() < probability,
    oneOf: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  }
}
