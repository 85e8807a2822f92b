import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export function textOf(path: string): string {
  return readFileSync(`${ROOT}${path}`, 'utf8')
}

/** One document, with what is in it named by anchors put in its place; a key that stands twice is a mistake. */
// A test looks into whatever came; a wrong shape fails it.
// eslint-disable-next-line typescript/no-explicit-any
export function yamlOf(path: string): any {
  const [document, ...more] = parseAllDocuments(textOf(path), { merge: true, uniqueKeys: true })
  const problems = [...(document?.errors ?? []), ...(document?.warnings ?? [])]
  if (document === undefined || more.length > 0 || problems.length > 0)
    throw new Error(`${path}: ${problems.join('\n') || 'expected one document'}`)
  return document.toJS()
}

export interface Instruction {
  readonly name: string
  readonly words: readonly string[]
}

export interface Stage {
  readonly image: string
  readonly name: string | undefined
  readonly instructions: readonly Instruction[]
}

/** The stages of a Dockerfile. */
export function stagesOf(path: string): readonly Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = []
  for (const line of textOf(path).split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [name = '', ...words] = line.split(/\s+/)
    if (!/^[A-Z]+$/.test(name)) throw new Error(`${path}: no instruction: ${line}`)
    if (name === 'FROM') {
      const [image = '', as, stage] = words
      stages.push({ image, name: as === 'AS' ? stage : undefined, instructions: [] })
      continue
    }
    stages.at(-1)?.instructions.push({ name, words })
  }
  return stages
}

/** The lines of a unit file by section; a line that is none of its form is a mistake. */
export function unitOf(path: string): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const sections = new Map<string, [string, string][]>()
  let section: [string, string][] | undefined
  for (const line of textOf(path).split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [, title] = /^\[(\w+)\]$/.exec(line) ?? []
    if (title !== undefined) {
      section = []
      sections.set(title, section)
      continue
    }
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (key === undefined || value === undefined || section === undefined)
      throw new Error(`${path}: no setting: ${line}`)
    section.push([key, value])
  }
  return sections
}

/** Blocks and directives of nginx or Caddy: every line opens one, ends one, or is one. */
export function isBalanced(path: string): boolean {
  let depth = 0
  for (const line of textOf(path).split('\n')) {
    const bare = line.replace(/\{\$?\w+\}/g, '').replace(/#.*/, '')
    depth += bare.split('{').length - bare.split('}').length
    if (depth < 0) return false
  }
  return depth === 0
}
