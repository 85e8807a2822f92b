/**
 * A number of ours where Authy had a MongoDB ObjectId: 24 hexadecimal digits, which clients take for
 * a text and never look into (docs/wire §1, 18).
 *
 * @param id a whole number, never negative
 * @param prefix tells ids of different things apart where one number is used for several
 */
export function objectId(id: number, prefix = 0): string {
  return prefix.toString(16).padStart(8, '0') + id.toString(16).padStart(16, '0')
}
