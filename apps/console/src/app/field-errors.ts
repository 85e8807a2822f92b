import { Problem } from './problem.ts'

/** What is wrong with each field that a form has; the rest of a problem is the note's business. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  return error instanceof Problem ? error.fields : {}
}

/** Whether a problem says more than what stands beside the fields. */
export function isBeyondFields(error: unknown, fields: readonly string[]): boolean {
  if (error === null || error === undefined) return false
  // What stands there now is said by a note of its own.
  if (error instanceof Problem && Object.keys(error.now).length > 0) return false
  const named = Object.keys(fieldErrors(error))
  return named.length === 0 || named.some((name) => !fields.includes(name))
}
