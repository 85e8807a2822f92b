import { plainText } from '../curl.ts'
import type { JsonSchema, OpenApiDocument } from '../openapi-types.ts'

/** One line of a table: a parameter, or a member of a body. */
export interface Member {
  readonly name: string
  readonly isRequired: boolean
  readonly schema: JsonSchema
}

/** How names of members inside others are written: `user[email]` of a form, `app.name` of JSON. */
export type Spelling = 'brackets' | 'dots'

export function resolve(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (document.components.schemas[name] ?? {})
}

/** The members of an object and of the objects in it, outermost first. */
export function membersOf(
  document: OpenApiDocument,
  schema: JsonSchema,
  spelling: Spelling,
  prefix = '',
): readonly Member[] {
  const object = resolve(document, schema)
  return Object.entries(object.properties ?? {}).flatMap(([key, property]) => {
    const own = resolve(document, property)
    const isList = own.type === 'array'
    const name =
      prefix === '' ? key : spelling === 'brackets' ? `${prefix}[${key}]` : `${prefix}.${key}`
    const member = { name, isRequired: object.required?.includes(key) ?? false, schema: own }
    const inner = isList ? resolve(document, own.items ?? {}) : own
    const below = membersOf(document, inner, spelling, isList ? `${name}[]` : name)
    return [member, ...below]
  })
}

/** The type in JSON's word, `string or null`. */
export function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return 'string'
  return schema.type ?? 'object'
}

/** What a value must keep to, in words; nothing where all is said by the type. */
export function limitsOf(schema: JsonSchema): string | undefined {
  const limits = [
    schema.enum === undefined ? undefined : `one of ${oneOf(schema.enum.map(String))}`,
    between(schema.minimum, schema.maximum, ''),
    between(schema.minLength, schema.maxLength, ' characters'),
    between(schema.minItems, schema.maxItems, ' elements'),
    schema.default === undefined ? undefined : `unless given, ${plainText(schema.default)}`,
  ].filter((limit) => limit !== undefined)
  return limits.length === 0 ? undefined : sentence(limits.join('; '))
}

function oneOf(values: readonly string[]): string {
  return values.length < 2
    ? values.join('')
    : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`
}

function between(
  least: number | undefined,
  most: number | undefined,
  unit: string,
): string | undefined {
  if (most === undefined) return least === undefined ? undefined : `${number(least)} or more${unit}`
  if (most === 0) return undefined
  return least === undefined || (least === 0 && unit !== '')
    ? `up to ${number(most)}${unit}`
    : `${number(least)} to ${number(most)}${unit}`
}

function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
