/** A fenced block, an inline code span, a link, or a line of text: with the line where it begins, from 1. */
export interface Block {
  readonly language: string
  readonly text: string
  readonly line: number
}

export interface Found {
  readonly text: string
  readonly line: number
}

export interface Page {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
  readonly spans: readonly Found[]
  readonly links: readonly Found[]
  /** Lines outside of blocks. */
  readonly prose: readonly Found[]
  readonly anchors: ReadonlySet<string>
}

/** Takes a Markdown page apart, as far as the checks of the documentation need it. */
export function parsePage(path: string, text: string): Page {
  const blocks: Block[] = []
  const prose: Found[] = []
  let open:
    | { readonly language: string; readonly line: number; readonly lines: string[] }
    | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [, language] = /^```(\w*)/.exec(line) ?? []
    if (language === undefined) {
      if (open === undefined) prose.push({ text: line, line: index + 1 })
      else open.lines.push(line)
    } else if (open === undefined) {
      open = { language, line: index + 1, lines: [] }
    } else {
      blocks.push({ language: open.language, line: open.line, text: `${open.lines.join('\n')}\n` })
      open = undefined
    }
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: this block has no end.`)
  const findAll = (pattern: RegExp) =>
    prose.flatMap(({ text, line }) =>
      [...text.matchAll(pattern)].map(([, found = '']) => ({ text: found, line })),
    )
  return {
    path,
    text,
    blocks,
    spans: findAll(/`([^`]+)`/g),
    links: findAll(/\]\(([^)\s]+)\)/g),
    prose,
    anchors: anchorsOf(prose),
  }
}

/** As GitHub names the headings of a page: a name that comes again gets a number. */
function anchorsOf(prose: readonly Found[]): ReadonlySet<string> {
  const seen = new Map<string, number>()
  for (const { text } of prose) {
    const [, heading] = /^#{1,6} +(.+?) *$/.exec(text) ?? []
    if (heading === undefined) continue
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    if (times > 0) seen.set(`${anchor}-${times}`, 1)
  }
  return new Set(seen.keys())
}
