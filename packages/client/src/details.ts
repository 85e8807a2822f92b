import { isBody } from './read-body.ts'

/** A detail of an approval request, in the type in which you gave it. */
export type DetailValue = string | number | boolean | null

/** @internal As the app gave them, which is what the server gives back. */
export function detailsIn(value: unknown): Readonly<Record<string, DetailValue>> {
  if (!isBody(value)) return {}
  const details = Object.entries(value).filter(
    (entry): entry is [string, DetailValue] => typeof entry[1] !== 'object' || entry[1] === null,
  )
  return Object.fromEntries(details)
}
