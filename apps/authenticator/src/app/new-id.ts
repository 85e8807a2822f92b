/** For what only this device knows. */
export function newId(): string {
  return crypto.randomUUID()
}
