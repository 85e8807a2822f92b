import { isWireArray } from './wire-value.ts'
import type { WireObject, WireValue } from './wire-value.ts'

/** A body as XML: root `<hash>` for a success, `<errors>` for an error (docs/wire §2.4). */
export function renderXml(root: 'hash' | 'errors', body: WireObject): string {
  return `<${root}>${renderMembers(body)}</${root}>`
}

function renderMembers(value: WireObject): string {
  return Object.entries(value)
    .map(([key, member]) => renderElement(elementName(key), member))
    .join('')
}

function renderElement(name: string, value: WireValue): string {
  if (value === null) return `<${name} nil="true"/>`
  if (typeof value === 'string') return wrap(name, '', escapeText(value))
  if (typeof value === 'boolean') return wrap(name, ' type="boolean"', String(value))
  if (typeof value === 'number') {
    const type = Number.isInteger(value) ? 'integer' : 'float'
    return wrap(name, ` type="${type}"`, String(value))
  }
  if (isWireArray(value)) {
    const items = value.map((item) => renderElement(itemName(name), item))
    return wrap(name, ' type="array"', items.join(''))
  }
  return wrap(name, '', renderMembers(value))
}

function wrap(name: string, attributes: string, content: string): string {
  // An empty text keeps its end tag, so that it is not taken for nil.
  return `<${name}${attributes}>${content}</${name}>`
}

/** `<devices>` holds `<device>`; a name that is no plural is repeated. */
function itemName(name: string): string {
  return name.length > 1 && name.endsWith('s') ? name.slice(0, -1) : name
}

/**
 * The dashed name of a key. Keys come from applications too (`Email Address`, `1`, `a&b`), so what
 * XML does not allow in a name becomes a dash, and a name that cannot begin so gets an underscore.
 * Leading underscores stay, as Rails keeps them: `_app_name` is `_app-name`.
 */
function elementName(key: string): string {
  const leading = /^_*/.exec(key)?.[0] ?? ''
  const name = leading + key.slice(leading.length).replaceAll(/[^A-Za-z0-9.-]/g, '-')
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A bare carriage return would be read back as a line feed (XML 1.0 §2.11).
  '\r': '&#13;',
}

/** Everything outside Char (XML 1.0 §2.2): it cannot be written even as a reference. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

function escapeText(text: string): string {
  return text
    .replaceAll(ILLEGAL, '')
    .replaceAll(/[&<>"'\r]/g, (character) => ENTITIES[character] ?? '')
}
