/** As the server gave it out; a text of digits, as databases return big numbers, is the same. */
export type AuthyId = number | string

/**
 * What goes into a path. An id that cannot be one becomes 0, which is nobody: the server then answers
 * as it does for any unknown person. As it came, `..` would lead to another route.
 *
 * @internal
 */
export function idPart(authyId: AuthyId): { readonly authy_id: string } {
  const text = String(authyId)
  return { authy_id: /^[1-9]\d{0,15}$/.test(text) ? text : '0' }
}
