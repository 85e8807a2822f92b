/**
 * What an answer is made of. Keys go out in the order in which they were set; only those that are
 * whole numbers, which none of ours is, come first.
 */
export type WireValue = string | number | boolean | null | readonly WireValue[] | WireObject

export interface WireObject {
  readonly [key: string]: WireValue
}

export function isWireArray(value: WireValue): value is readonly WireValue[] {
  return Array.isArray(value)
}
