import { MOST_LEVELS, MOST_PARAMETERS, unreadableText } from './param-value.ts'
import type { ParamHash, ParamValue, Parsed, UnreadableReason } from './param-value.ts'

/**
 * The XML bodies of old callers, `<user><cellphone>…</cellphone>…</user>` (docs/wire §2.3), as Rails
 * reads them: the root is a parameter, dashes in names are underscores, an element of elements is a
 * hash, one that occurs again or has `type="array"` a list, `nil="true"` is null, all else is text.
 *
 * A document type is refused, and no entity is known but the five of XML itself: nothing is fetched
 * and nothing grows.
 */
export function parseXml(text: string): Parsed<ParamHash> {
  if (text.trim() === '') return { ok: true, value: new Map() }
  const root = openElement('', '')
  const open: Element[] = [root]
  let elements = 0
  let position = skipDeclaration(text)
  if (position === undefined) return malformed
  while (position < text.length) {
    const piece = readPiece(text, position)
    const inside = open.at(-1)
    if (piece === undefined || inside === undefined) return malformed
    position = piece.end
    if (piece.kind === 'text') inside.text += piece.text
    if (piece.kind === 'end') {
      open.pop()
      if (inside === root || inside.tag !== piece.tag) return malformed
    }
    if (piece.kind === 'start') {
      elements += 1
      if (elements > MOST_PARAMETERS) return { ok: false, reason: 'too-many-parameters' }
      if (open.length > MOST_LEVELS) return { ok: false, reason: 'too-deep' }
      const element = openElement(piece.tag, piece.attributes)
      inside.children.push(element)
      if (!piece.isEmpty) open.push(element)
    }
  }
  if (open.length !== 1 || root.children.length !== 1 || root.text.trim() !== '') return malformed
  const reason = findUnreadable(root)
  return reason === undefined ? { ok: true, value: toHash(root) } : { ok: false, reason }
}

const malformed = { ok: false, reason: 'malformed-xml' } as const

interface Element {
  readonly tag: string
  readonly attributes: string
  readonly children: Element[]
  text: string
}

function openElement(tag: string, attributes: string): Element {
  return { tag, attributes, children: [], text: '' }
}

type Piece = { readonly end: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'comment' }
  | { readonly kind: 'end'; readonly tag: string }
  | {
      readonly kind: 'start'
      readonly tag: string
      readonly attributes: string
      readonly isEmpty: boolean
    }
)

const TAG =
  /<(?<slash>\/?)(?<tag>[A-Za-z_][\w.-]*)(?<attributes>(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>/y

function readPiece(text: string, position: number): Piece | undefined {
  if (text.startsWith('<!--', position)) {
    const close = text.indexOf('-->', position + 4)
    return close === -1 ? undefined : { kind: 'comment', end: close + 3 }
  }
  if (text.startsWith('<![CDATA[', position)) {
    const close = text.indexOf(']]>', position + 9)
    if (close === -1) return undefined
    return { kind: 'text', text: text.slice(position + 9, close), end: close + 3 }
  }
  if (text[position] !== '<') {
    const next = text.indexOf('<', position)
    const end = next === -1 ? text.length : next
    const unescaped = unescapeText(text.slice(position, end))
    return unescaped === undefined ? undefined : { kind: 'text', text: unescaped, end }
  }
  TAG.lastIndex = position
  const { slash, tag, attributes, empty } = TAG.exec(text)?.groups ?? {}
  if (tag === undefined || attributes === undefined) return undefined
  const end = TAG.lastIndex
  if (slash !== '/') return { kind: 'start', tag, attributes, isEmpty: empty === '/', end }
  return attributes === '' && empty === '' ? { kind: 'end', tag, end } : undefined
}

/** Where the document begins; undefined when it declares an encoding that is not UTF-8. */
function skipDeclaration(text: string): number | undefined {
  const declaration = /^\s*<\?xml\s[^<>]*\?>/.exec(text)?.[0]
  if (declaration === undefined) return 0
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1] ?? 'utf-8'
  return /^(?:utf-8|us-ascii)$/i.test(encoding) ? declaration.length : undefined
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Undefined when a reference is to something unknown, or to no character. */
function unescapeText(escaped: string): string | undefined {
  let text = ''
  let position = 0
  for (let at = escaped.indexOf('&'); at !== -1; at = escaped.indexOf('&', position)) {
    const end = escaped.indexOf(';', at)
    const character = end === -1 ? undefined : dereference(escaped.slice(at + 1, end))
    if (character === undefined) return undefined
    text += escaped.slice(position, at) + character
    position = end + 1
  }
  return text + escaped.slice(position)
}

function dereference(name: string): string | undefined {
  const digits = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name)
  if (digits === null) return ENTITIES.get(name)
  const [, hexadecimal, decimal] = digits
  const code =
    hexadecimal === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hexadecimal, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

function findUnreadable(element: Element): UnreadableReason | undefined {
  const reasons = [unreadableText(element.text), ...element.children.map(findUnreadable)]
  return reasons.find((reason) => reason !== undefined)
}

function toHash(element: Element): ParamHash {
  const hash = new Map<string, ParamValue>()
  const repeated = new Map<string, ParamValue[]>()
  for (const child of element.children) {
    const name = child.tag.replaceAll('-', '_')
    const value = toValue(child)
    const list = repeated.get(name) ?? []
    list.push(value)
    repeated.set(name, list)
    hash.set(name, list.length === 1 ? value : list)
  }
  return hash
}

function toValue(element: Element): ParamValue {
  if (/\snil\s*=\s*["']true["']/.test(element.attributes)) return null
  if (/\stype\s*=\s*["']array["']/.test(element.attributes)) return element.children.map(toValue)
  return element.children.length === 0 ? element.text : toHash(element)
}
