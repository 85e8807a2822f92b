import type { TSchema } from 'typebox'
import type { JsonSchema } from './openapi-types.ts'

export interface NamedSchemas {
  /** The schema as the document has it: those with a title are kept once, and referred to. */
  readonly refer: (schema: TSchema) => JsonSchema
  readonly all: () => Readonly<Record<string, JsonSchema>>
}

/** Collects the schemas that have a title. Throws where one title names two different schemas. */
export function collectNamedSchemas(): NamedSchemas {
  const kept = new Map<string, JsonSchema>()

  function refer(schema: unknown): JsonSchema {
    // Only the plain JSON of it: TypeBox marks its schemas with members that are no part of JSON Schema.
    return walk(JSON.parse(JSON.stringify(schema))) as JsonSchema
  }

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const { title, ...members } = value as Readonly<Record<string, unknown>>
    const walked = Object.fromEntries(
      // Examples and defaults are values, whatever they look like.
      Object.entries(members).map(([name, member]) =>
        name === 'examples' || name === 'default' ? [name, member] : [name, walk(member)],
      ),
    )
    // Under `properties`, `title` is a property and holds a schema.
    if (typeof title !== 'string')
      return title === undefined ? walked : { title: walk(title), ...walked }
    const before = kept.get(title)
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(walked))
      throw new Error(`Two different schemas have the title ${title}.`)
    kept.set(title, walked)
    return { $ref: `#/components/schemas/${title}` }
  }

  return {
    refer,
    all: () =>
      Object.fromEntries([...kept].toSorted(([first], [second]) => (first < second ? -1 : 1))),
  }
}
