import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Page, parsePage } from './page.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What people read. CONTRIBUTING, SECURITY and CHANGELOG too: they name files, commands and settings. */
const PAGES = [
  '*.md',
  'docs/**/*.md',
  'bench/README.md',
  'conformance/README.md',
  '{packages,apps,examples}/*/README.md',
]

export function readPages(): readonly Page[] {
  return globSync(PAGES, { cwd: ROOT, exclude: isMade })
    .map((path) => path.split(sep).join('/'))
    .toSorted()
    .map((path) => parsePage(path, readFileSync(join(ROOT, path), 'utf8')))
}

/** Installed, built or written by a running service: nothing of it is ours to document. */
function isMade(path: string): boolean {
  return /(^|[/\\])(node_modules|dist|data|\.git)$/.test(path)
}

/** Every file and folder of ours, from the root, with forward slashes. */
export function listFiles(folder = ''): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (isMade(path)) return []
    return entry.isDirectory() ? [path, ...listFiles(path)] : [path]
  })
}

const SOURCE = /\.(ts|tsx|mjs|sh|py|rb|php|java|go)$/

export interface Sources {
  /** Every word that stands in a source, tests aside. */
  readonly words: ReadonlySet<string>
  /** Environment variables that a source reads, by name or from a table of names. */
  readonly variables: ReadonlySet<string>
}

export function readSources(files: readonly string[]): Sources {
  const words = new Set<string>()
  const variables = new Set<string>()
  for (const file of files) {
    // Checks of the documentation would find their own examples of what is not there.
    if (!SOURCE.test(file) || file.startsWith('docs/test/')) continue
    const text = readFileSync(join(ROOT, file), 'utf8')
    for (const [, name = ''] of text.matchAll(/\b(?:env(?:\.|\[')|name: ')([A-Z][A-Z0-9_]*)/g))
      variables.add(name)
    if (/(^|\/)test\//.test(file)) continue
    for (const [word] of text.matchAll(/\w+/g)) words.add(word)
  }
  return { words, variables }
}

/** The scripts of every package.json of ours, and what the workspaces are called. */
export function readPackages(files: readonly string[]): {
  readonly scripts: ReadonlySet<string>
  readonly names: ReadonlySet<string>
  /** What `npm pack` calls the file of each. */
  readonly tarballs: ReadonlySet<string>
} {
  const packages = files
    .filter((file) => /(^|\/)package\.json$/.test(file))
    .map(
      (file) =>
        JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as {
          readonly name?: string
          readonly version?: string
          readonly scripts?: Readonly<Record<string, string>>
        },
    )
  return {
    scripts: new Set(packages.flatMap(({ scripts }) => Object.keys(scripts ?? {}))),
    names: new Set(packages.flatMap(({ name }) => name ?? [])),
    tarballs: new Set(
      packages.map(
        ({ name, version }) => `${name?.replace('@', '').replace('/', '-')}-${version}.tgz`,
      ),
    ),
  }
}

/** Whether `npx TOOL` finds it without asking a registry. */
export function isInstalled(tool: string): boolean {
  return existsSync(join(ROOT, 'node_modules/.bin', tool))
}
