/**
 * Whether two strings are equal, in a time that depends on their lengths only.
 *
 * The lengths are not hidden: those of a token and of a code are public. Hidden is where the first
 * difference lies, which would let a guess be improved digit by digit.
 *
 * @example
 * ```ts
 * constantTimeEqual('755224', '755225') // false
 * ```
 */
export function constantTimeEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let index = 0; index < a.length; index += 1) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  }
  return difference === 0
}
