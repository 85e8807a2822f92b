import type { Method, Parameter } from './openapi-types.ts'

interface Call {
  readonly publicUrl: string
  readonly method: Method
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** With a signature of the request in place of the API key. */
  readonly isSigned?: true | undefined
  /** What goes into the body, of a POST. */
  readonly example: object
}

/** The call of an example, as a line for a POSIX shell whose `KEY` holds the API key. */
export function curlOf({ publicUrl, method, path, parameters, example, isSigned }: Call): string {
  const filled = fillPath(path, parameters)
  const query = new URLSearchParams(
    parameters.flatMap(({ name, in: place, example: value }) =>
      place === 'query' && value !== undefined
        ? [[name, plainText(value)] as [string, string]]
        : [],
    ),
  ).toString()
  const url = `${publicUrl}${filled}${query === '' ? '' : `?${query}`}`
  const pairs = method === 'get' ? [] : formPairs(example)
  return [
    `curl ${verb(method, pairs.length)}${quoted(url)}`,
    ...(isSigned === true
      ? ['-H "X-Authy-Signature: $SIGNATURE"', '-H "X-Authy-Signature-Nonce: $NONCE"']
      : ['-H "X-Authy-API-Key: $KEY"']),
    ...pairs.map(([name, value]) => `${dataOption(value)} ${quoted(`${name}=${value}`)}`),
  ].join(' \\\n  ')
}

/** Without a body curl would make a POST a GET, and with one anything a POST. */
function verb(method: Method, pairs: number): string {
  if (method === 'post') return pairs === 0 ? '-X POST ' : ''
  return method === 'get' ? '' : `-X ${method.toUpperCase()} `
}

/** Text as it is; numbers and booleans as JSON has them. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The path with the examples of its parts. */
export function fillPath(path: string, parameters: readonly Parameter[]): string {
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name, example }) => text.replace(`{${name}}`, plainText(example)), path)
}

/** As a form spells them: `details[Location]=Berlin`. */
export function formPairs(value: object, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    const isElement = Array.isArray(value)
    const name = prefix === '' ? key : `${prefix}[${isElement ? '' : key}]`
    return typeof member === 'object' && member !== null
      ? formPairs(member, name)
      : [[name, String(member)] as const]
  })
}

/** Text that a form would not take as it stands is left to curl to encode. */
function dataOption(value: string): string {
  return /^[\w .,:@/'-]*$/.test(value) && !value.startsWith('@') ? '-d' : '--data-urlencode'
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
