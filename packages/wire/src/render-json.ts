import type { WireObject } from './wire-value.ts'

/**
 * Compact JSON, keys in the order set. No space after a colon: authy-python looks for
 * `"token":"is valid"` in the raw body (docs/wire §1, 11).
 */
export function renderJson(body: WireObject): string {
  return JSON.stringify(body)
}
