import type { TSchema } from 'typebox'
import type { NamedSchemas } from './named-schemas.ts'
import type { JsonSchema, Parameter } from './openapi-types.ts'

/** A path of the router as OpenAPI writes it: `/users/:id` is `/users/{id}`. */
export function templateOf(path: string): string {
  return path.replaceAll(/:([a-z]+)/g, '{$1}')
}

export function pathParameters(
  parts: Readonly<Record<string, TSchema>> | undefined,
  schemas: NamedSchemas,
): readonly Parameter[] {
  return Object.entries(parts ?? {}).map(([name, part]) => {
    const schema = schemas.refer(part)
    return { ...parameterOf(name, 'path', schema, true), example: schema.examples?.[0] }
  })
}

export function queryParameters(schema: JsonSchema, example: object): readonly Parameter[] {
  const examples = new Map(Object.entries(example))
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isRequired = schema.required?.includes(name) ?? false
    const parameter = parameterOf(name, 'query', property, isRequired)
    return examples.has(name) ? { ...parameter, example: examples.get(name) } : parameter
  })
}

/** Each with its example shown. */
export function parametersIn(place: Parameter['in'], schema: JsonSchema): readonly Parameter[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    ...parameterOf(name, place, property, schema.required?.includes(name) ?? false),
    example: property.examples?.[0],
  }))
}

function parameterOf(
  name: string,
  place: Parameter['in'],
  { description = '', ...schema }: JsonSchema,
  required: boolean,
): Parameter {
  return { name, in: place, description, required, schema }
}
