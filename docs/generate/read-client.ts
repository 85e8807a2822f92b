import { readFileSync } from 'node:fs'

/** What the doc comment of a call says. */
export interface CallDocumentation {
  /** `users.create`, `verifyCallback`, `express.verifyCallbacks`. */
  readonly name: string
  readonly text: string
  readonly params: readonly (readonly [name: string, text: string])[]
  /** What comes with `ok: true`, each with what is said of it. */
  readonly answers: readonly (readonly [name: string, text: string])[]
  /** Why it may be refused, each with what is said of it where it is declared. */
  readonly reasons: readonly (readonly [reason: string, text: string])[]
  readonly example: string
}

export interface ModuleDocumentation {
  readonly title: string
  readonly text: string
  readonly calls: readonly CallDocumentation[]
}

/** The modules whose calls are an app developer's, in the order of the page, with the interface that holds them. */
const MODULES = [
  { title: 'Users', file: 'users', holder: 'Users' },
  { title: 'Tokens', file: 'tokens', holder: 'Tokens' },
  { title: 'Approvals', file: 'approvals', holder: 'Approvals' },
  { title: 'Phones', file: 'phones', holder: 'Phones' },
  { title: 'Your app', file: 'app', holder: 'App' },
]

/** Functions that are exported by themselves, with the entry that they come from. */
const FUNCTIONS = [
  { file: 'client', name: 'createClient' },
  { file: 'signed-answer', name: 'readSignedAnswer' },
  { file: 'verify-callback', name: 'verifyCallback' },
  { file: 'express', name: 'verifyCallbacks' },
  { file: 'fastify', name: 'verifyCallbacks' },
  { file: 'hono', name: 'verifyCallbacks' },
]

/** A doc comment without another one in it, and the name that is called. */
const CALL = /\/\*\*((?:(?!\*\/).)*)\*\/\s*(?:export (?:async )?function )?(\w+)\(/gs

/** The calls of the client, by module, from their doc comments: docs/client.md, and the tests that run the examples. */
export function readModules(): readonly ModuleDocumentation[] {
  return MODULES.map(({ title, file, holder }) => {
    const source = readSource(file)
    const start = source.indexOf(`export interface ${holder} {`)
    const body = source.slice(start, source.indexOf('\n}\n', start))
    const calls = [...body.matchAll(CALL)].map(([, comment = '', name = ''], index, all) => {
      const from = all[index]?.index ?? 0
      const signature = body.slice(from, all[index + 1]?.index)
      const answers = answersOf(signature, file)
      const reasons = reasonsOf(signature, source)
      return { ...documentation(`${file}.${name}`, comment), answers, reasons }
    })
    const [comment = ''] = source.slice(0, start).match(/\/\*\*(?:(?!\*\/).)*\*\/\s*$/s) ?? []
    return { title, text: textOf(comment), calls }
  })
}

export function readFunctions(): readonly CallDocumentation[] {
  return FUNCTIONS.map(({ file, name }) => {
    const found = [...readSource(file).matchAll(CALL)].find(([, , called]) => called === name)
    if (found === undefined) throw new Error(`packages/client/src/${file}.ts documents no ${name}.`)
    const isEntry = name === 'verifyCallbacks'
    return {
      ...documentation(isEntry ? `${file}.${name}` : name, found[1] ?? ''),
      answers: [],
      reasons: [],
    }
  })
}

/** The members of a documented interface or union, with their comments. */
export function readMembers(
  file: string,
  name: string,
): readonly (readonly [name: string, text: string])[] {
  const source = readSource(file)
  const start = source.search(new RegExp(`export (interface|type) ${name}\\b`))
  if (start === -1) throw new Error(`packages/client/src/${file}.ts declares no ${name}.`)
  const body = source.slice(start, source.indexOf('\n\n', start))
  // The members of what a member is made of are further in, and stay out.
  const member =
    /(?:\/\*\*((?:(?!\*\/).)*)\*\/\s*)?(?<=\n {2})(?:readonly (\w+)\??:|\| '([\w-]+)')/gs
  return [...body.matchAll(member)].map(([, comment = '', property, literal]) => [
    property ?? literal ?? '',
    textOf(comment),
  ])
}

function readSource(file: string): string {
  const path = new URL(`../../packages/client/src/${file}.ts`, import.meta.url)
  return readFileSync(path, 'utf8')
}

function documentation(
  name: string,
  comment: string,
): Omit<CallDocumentation, 'answers' | 'reasons'> {
  const lines = comment.replaceAll(/^ *\* ?/gm, '')
  const [before = '', example = ''] = lines.split('@example\n')
  const [text = '', ...tags] = before.split(/^@/gm)
  const params = tags.flatMap((tag) => {
    const [, param, said] = /^param (\S+) (.*)$/s.exec(tag.trim()) ?? []
    return param === undefined ? [] : [[param, oneLine(said ?? '')] as const]
  })
  return { name, text: oneLine(text), params, example: example.trim() }
}

/** Of `Answer<facts, …>`: an interface of the module, or one that stands under a name, `{ readonly user: User }`. */
function answersOf(
  signature: string,
  file: string,
): readonly (readonly [name: string, text: string])[] {
  const [, facts = ''] = /Promise<(?:\s*Answer<)?\s*(\w+|\{.*?\})\s*[,>]/s.exec(signature) ?? []
  if (facts === '' || facts === 'unknown') return []
  if (!facts.startsWith('{')) return readMembers(file, facts)
  return [...facts.matchAll(/readonly (\w+): (\w+)/g)].flatMap(
    ([, name = '', type = '']): readonly (readonly [string, string])[] => {
      if (!/^[A-Z]/.test(type)) return [[name, '']]
      return readMembers(file, type).map(([member, text]) => [`${name}.${member}`, text])
    },
  )
}

/** Of `Answer<…, reasons>`: named there, or in a union that the module declares. */
function reasonsOf(
  signature: string,
  source: string,
): readonly (readonly [reason: string, text: string])[] {
  const [, named] = /Promise<\s*Answer<.*?,\s*([^<>]*?)\s*>\s*>/s.exec(signature) ?? []
  if (named === undefined) return []
  const literals = [...named.matchAll(/'([\w-]+)'/g)].map(
    ([, reason = '']) => [reason, ''] as const,
  )
  if (literals.length > 0) return literals
  const start = source.indexOf(`export type ${named} =`)
  const body = source.slice(start, source.indexOf('\n\n', start))
  const member = /(?:\/\*\*((?:(?!\*\/).)*)\*\/\s*)?\| '([\w-]+)'/gs
  return [...body.matchAll(member)].map(([, comment = '', reason = '']) => [
    reason,
    textOf(comment),
  ])
}

function textOf(comment: string): string {
  return oneLine(comment.replaceAll(/\/\*\*|\*\/|^ *\*(?!\/) ?/gm, ''))
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
