import { Compile } from 'typebox/schema'
import type { JsonSchema, OpenApiDocument } from '../../../src/http/reference/openapi-types.ts'

type Check = (schema: JsonSchema, value: unknown) => readonly string[]

/** Says what is wrong with a value by a schema of the document; a member that is not described is wrong too. */
export function schemaCheck(document: OpenApiDocument): Check {
  const components = strict(document.components)
  const compiled = new Map<string, ReturnType<typeof Compile>>()
  return (schema, value) => {
    const key = JSON.stringify(schema)
    const check = compiled.get(key) ?? Compile({ components, ...(strict(schema) as object) })
    compiled.set(key, check)
    if (check.Check(value)) return []
    const [, errors] = check.Errors(value)
    return errors.map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict)
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, strict(member)]),
  )
  const isClosed = inner['type'] === 'object' && typeof inner['properties'] === 'object'
  return isClosed &&
    !('additionalProperties' in inner) &&
    Object.keys(inner['properties'] as object).length > 0
    ? { ...inner, additionalProperties: false }
    : inner
}

/** The example of a schema, or one made of the examples of its members. */
export function exampleOf(document: OpenApiDocument, schema: JsonSchema): unknown {
  const name = schema.$ref?.split('/').at(-1)
  const own = name === undefined ? schema : document.components.schemas[name]
  if (own?.examples !== undefined) return own.examples[0]
  if (own?.type === 'array') return [exampleOf(document, own.items ?? {})]
  return Object.fromEntries(
    Object.entries(own?.properties ?? {}).map(([key, property]) => [
      key,
      exampleOf(document, property),
    ]),
  )
}
