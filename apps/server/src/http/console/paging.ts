import { Type } from 'typebox'

/** The part of a list's query that every list has. */
export const PAGING = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  after: Type.Optional(Type.String({ maxLength: 100 })),
}

export const DEFAULT_LIMIT = 25

/** What the cursor of a list by number says: everything below it. NaN where it is none of ours. */
export function numberBefore(after: string | undefined): number {
  if (after === undefined) return Number.MAX_SAFE_INTEGER
  return /^\d{1,15}$/.test(after) ? Number(after) : Number.NaN
}

/** What every cursor that is none of ours is answered with. */
export const WRONG_CURSOR = {
  code: 'invalid',
  fields: { after: 'is no cursor that this list gave' },
} as const
