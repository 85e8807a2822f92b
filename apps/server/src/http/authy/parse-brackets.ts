import { MOST_BYTES, MOST_LEVELS, MOST_PARAMETERS, unreadableText } from './param-value.ts'
import type { ParamHash, ParamValue, Parsed, UnreadableReason } from './param-value.ts'

/**
 * An urlencoded query or body with Rails' brackets (docs/wire §1, 6 and 7), given as one character to
 * a byte. `name[]` and `name[][leaf]` make lists, `name[key]` hashes; `logos[0][res]` makes a hash,
 * which `listParam` reads as a list. A key whose brackets do not match is taken as it stands.
 */
export function parseBrackets(urlencoded: string): Parsed<ParamHash> {
  if (urlencoded.length > MOST_BYTES) return { ok: false, reason: 'too-large' }
  const root: Hash = new Map()
  const pairs = urlencoded.split('&').filter((pair) => pair !== '')
  if (pairs.length > MOST_PARAMETERS) return { ok: false, reason: 'too-many-parameters' }
  for (const pair of pairs) {
    const reason = addPair(root, pair)
    if (reason !== undefined) return { ok: false, reason }
  }
  return resolveHash(root)
}

/** While reading, a list is the entries that go into it: how they combine is known only at the end. */
type Node = string | null | Hash | List
type Hash = Map<string, Node>
interface List {
  readonly entries: Entry[]
}
/** What follows the `[]` in the key, and the value. */
interface Entry {
  readonly path: readonly string[]
  readonly value: string | null
}

function addPair(root: Hash, pair: string): UnreadableReason | undefined {
  const equals = pair.indexOf('=')
  const key = decodeFormText(equals === -1 ? pair : pair.slice(0, equals))
  const value = equals === -1 ? null : decodeFormText(pair.slice(equals + 1))
  if (key === undefined || value === undefined) return 'invalid-utf8'
  const unreadable = unreadableText(key) ?? (value === null ? undefined : unreadableText(value))
  if (unreadable !== undefined) return unreadable
  const [name, ...path] = keyPath(key)
  if (name === undefined || name === '') return undefined
  if (path.length >= MOST_LEVELS) return 'too-deep'
  return insert(root, name, path, value)
}

/** `a[b][]` → `a`, `b` and the empty text. */
function keyPath(key: string): readonly string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(key)
  const [, name, brackets] = match ?? []
  if (name === undefined || brackets === undefined) return [key]
  return [name, ...brackets.slice(1, -1).split('][')]
}

/** The last of two equal keys wins; a key cannot be text and hash at once. */
function insert(
  hash: Hash,
  name: string,
  path: readonly string[],
  value: string | null,
): UnreadableReason | undefined {
  const present = hash.get(name)
  const [next, ...rest] = path
  if (next === undefined) {
    if (present !== undefined && !isScalar(present)) return 'conflicting-parameters'
    hash.set(name, value)
    return undefined
  }
  if (next === '') {
    const list: Node = present ?? { entries: [] }
    if (isScalar(list) || isHash(list)) return 'conflicting-parameters'
    list.entries.push({ path: rest, value })
    hash.set(name, list)
    return undefined
  }
  const inner: Node = present ?? new Map<string, Node>()
  if (!isHash(inner)) return 'conflicting-parameters'
  hash.set(name, inner)
  return insert(inner, next, rest, value)
}

function resolve(node: Node): Parsed<ParamValue> {
  if (isScalar(node)) return { ok: true, value: node }
  return isHash(node) ? resolveHash(node) : resolveList(node)
}

function resolveHash(hash: Hash): Parsed<ParamHash> {
  const value = new Map<string, ParamValue>()
  for (const [key, node] of hash) {
    const member = resolve(node)
    if (!member.ok) return member
    value.set(key, member.value)
  }
  return { ok: true, value }
}

function resolveList({ entries }: List): Parsed<readonly ParamValue[]> {
  const elements = zipByIndex(entries) ?? groupAsRack(entries)
  const value: ParamValue[] = []
  for (const element of elements) {
    const resolved = resolveElement(element)
    if (!resolved.ok) return resolved
    value.push(resolved.value)
  }
  return { ok: true, value }
}

function resolveElement(entries: readonly Entry[]): Parsed<ParamValue> {
  const hash: Hash = new Map()
  for (const { path, value } of entries) {
    const [name, ...rest] = path
    if (name === undefined) return { ok: true, value }
    const reason = insert(hash, name, rest, value)
    if (reason !== undefined) return { ok: false, reason }
  }
  return resolveHash(hash)
}

/**
 * Go sorts its keys, so all `logos[][res]` come before all `logos[][url]`. When each leaf occurs
 * equally often, the first of each make the first element, and so on; undefined when they do not, or
 * when something is no plain leaf.
 */
function zipByIndex(entries: readonly Entry[]): readonly (readonly Entry[])[] | undefined {
  const leaves = new Map<string, Entry[]>()
  for (const entry of entries) {
    if (entry.path.length === 0 || entry.path.includes('')) return undefined
    const leaf = entry.path.join('][')
    const column = leaves.get(leaf)
    if (column === undefined) leaves.set(leaf, [entry])
    else column.push(entry)
  }
  const columns = [...leaves.values()]
  const [first] = columns
  if (first === undefined || columns.some((column) => column.length !== first.length)) {
    return undefined
  }
  return first.map((_, index) => columns.flatMap((column) => column[index] ?? []))
}

/** Rack's rule: an entry whose leaf the last element already has begins a new element. */
function groupAsRack(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const elements: Entry[][] = []
  let leaves = new Set<string>()
  for (const entry of entries) {
    const leaf = entry.path.join('][')
    const last = elements.at(-1)
    const isPlain = entry.path.length === 0
    const isRepeated = leaves.has(leaf) && !entry.path.includes('')
    if (last === undefined || isPlain || isRepeated || leaves.has('')) {
      elements.push([entry])
      leaves = new Set([leaf])
    } else {
      last.push(entry)
      leaves.add(leaf)
    }
  }
  return elements
}

function isScalar(node: Node): node is string | null {
  return node === null || typeof node === 'string'
}

function isHash(node: Node): node is Hash {
  return node instanceof Map
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Text of a form, `+` and `%20` both a space. Undefined when an escape is malformed or the bytes are
 * not UTF-8: Rack refuses both, and guessing would change what a person is asked to approve.
 */
function decodeFormText(encoded: string): string | undefined {
  const text = encoded.replaceAll('+', ' ')
  if (/^[\u0020-\u0024\u0026-\u007E]*$/.test(text)) return text
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  const bytes = text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}
