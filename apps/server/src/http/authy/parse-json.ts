import { MOST_LEVELS, MOST_PARAMETERS, unreadableText } from './param-value.ts'
import type { ParamHash, ParamValue, Parsed, UnreadableReason } from './param-value.ts'

/** A JSON body. One that is empty or white space holds no parameters: authy-java sends it on delete. */
export function parseJson(text: string): Parsed<ParamHash> {
  if (text.trim() === '') return { ok: true, value: new Map() }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'malformed-json' }
  }
  if (!isObject(json)) return { ok: false, reason: 'not-an-object' }
  const reason = findUnreadable(json)
  return reason === undefined ? { ok: true, value: toHash(json) } : { ok: false, reason }
}

/** Walks without recursion: what comes may be nested deeper than the stack is. */
function findUnreadable(json: object): UnreadableReason | undefined {
  const waiting: { readonly value: unknown; readonly level: number }[] = [{ value: json, level: 0 }]
  let parameters = 0
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    const { value, level } = item
    if (typeof value === 'string') {
      const reason = unreadableText(value)
      if (reason !== undefined) return reason
    }
    if (typeof value !== 'object' || value === null) continue
    if (level >= MOST_LEVELS) return 'too-deep'
    const members: readonly (readonly [string, unknown])[] = Object.entries(value)
    parameters += members.length
    if (parameters > MOST_PARAMETERS) return 'too-many-parameters'
    for (const [key, member] of members) {
      const reason = unreadableText(key)
      if (reason !== undefined) return reason
      waiting.push({ value: member, level: level + 1 })
    }
  }
  return undefined
}

function toHash(json: object): ParamHash {
  const members: readonly (readonly [string, unknown])[] = Object.entries(json)
  return new Map(members.map(([key, member]) => [key, toValue(member)]))
}

function toValue(json: unknown): ParamValue {
  if (typeof json === 'string' || typeof json === 'boolean' || typeof json === 'number') return json
  if (Array.isArray(json)) return json.map(toValue)
  return isObject(json) ? toHash(json) : null
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
