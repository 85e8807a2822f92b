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

/** The members of a schema as parameters. Those of `shown` are in the call that is shown; left out, all are. */
export function parametersIn(
  place: Parameter['in'],
  schema: JsonSchema,
  shown?: object,
): readonly Parameter[] {
  const examples = shown === undefined ? undefined : new Map(Object.entries(shown))
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isRequired = schema.required?.includes(name) ?? false
    const parameter = parameterOf(name, place, property, isRequired)
    const example = examples === undefined ? property.examples?.[0] : examples.get(name)
    return example === undefined ? parameter : { ...parameter, example }
  })
}

function parameterOf(
  name: string,
  place: Parameter['in'],
  { description = '', ...schema }: JsonSchema,
  required: boolean,
): Parameter {
  return { name, in: place, description, required, schema }
}
