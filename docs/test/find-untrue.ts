import { dirname, posix } from 'node:path'
import { parseInvocation } from '../../apps/cli/src/invocation.ts'
import type { Command } from '../../apps/cli/src/usage.ts'
import type { Found, Page } from './page.ts'
import { hasRoute, type Route } from './routes.ts'

/** What there is, for the pages to speak of. */
export interface Known {
  readonly pages: ReadonlyMap<string, Page>
  readonly files: ReadonlySet<string>
  readonly routes: readonly Route[]
  readonly errorCodes: ReadonlySet<string>
  readonly commands: readonly Command[]
  readonly scripts: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
  readonly tarballs: ReadonlySet<string>
  readonly isInstalled: (tool: string) => boolean
  readonly variables: ReadonlySet<string>
  readonly settings: ReadonlySet<string>
  /** Words of the sources: a name in code that is none of them names nothing. */
  readonly words: ReadonlySet<string>
}

type Check = (page: Page, known: Known) => readonly Found[]

const CHECKS: Readonly<Record<string, Check>> = {
  'a link that leads nowhere': deadLinks,
  'a path that the router does not have': unknownRoutes,
  'an error that there is not': unknownErrors,
  'a command line that `countersign` does not take': unknownCommands,
  'a script or tool that there is not': unknownScripts,
  'a variable that nothing reads': unknownVariables,
  'a setting that apps do not have': unknownSettings,
  'a file that there is not': unknownFiles,
  'a name that no source has': unknownNames,
  'JSON that is none': brokenJson,
}

/** Whatever the page says of the software that is not so, each as `path:line: what: the text`. */
export function findUntrue(page: Page, known: Known): readonly string[] {
  return Object.entries(CHECKS).flatMap(([what, check]) =>
    check(page, known).map(({ text, line }) => `${page.path}:${line}: ${what}: ${text}`),
  )
}

function deadLinks(page: Page, { pages, files }: Known): readonly Found[] {
  return page.links.filter(({ text }) => {
    if (/^[a-z]+:/.test(text)) return false
    const [target = '', anchor] = text.split('#')
    const path = target === '' ? page.path : posix.normalize(posix.join(dirname(page.path), target))
    if (!files.has(path.replace(/\/$/, ''))) return true
    return anchor !== undefined && pages.get(path)?.anchors.has(anchor) !== true
  })
}

/** First segments that are routes of ours wherever they stand at the beginning of a path. */
const FAMILIES =
  /^\/(protected|onetouch|dashboard|device|qr|authenticator|healthz|readyz|metrics|docs|openapi\.json)\b/

/** Routes as the guides name them for short: `users/new`. */
const SHORT = /^(users|sms|call|email|verify|app|phones|approval_requests)\/[\w{}/]+$/

/** Names of counters, in docs/data-model.md, that look like routes. */
const COUNTERS = ['verify/valid', 'users/added']

function unknownRoutes(page: Page, { routes }: Known): readonly Found[] {
  const inBlocks = lines(page, ['sh', '', 'python', 'ruby', 'php', 'java', 'go', 'ts', 'js'])
  const paths = [...inBlocks, ...page.prose].flatMap(({ text, line }) =>
    // Our own examples of hosts go; any other URL is somebody else's.
    [
      ...text
        .replaceAll(/https?:\/\/(127\.0\.0\.1:8080|localhost:8080|[\w.]*example\.(com|test))/g, ' ')
        .replaceAll(/\]\([^)]*\)|https?:\/\/[^\s`)>]+/g, ' ')
        .matchAll(/(?:\b(GET|POST|PUT|PATCH|DELETE) )?(?<![\w./}*-])(\/[\w.{}$…:/<>-]+)/gu),
    ]
      .map(([, method, path = '']) => ({ method, path: path.replace(/[.:>]+$/, ''), line }))
      .filter(({ path }) => FAMILIES.test(path)),
  )
  const short = page.spans.filter(({ text }) => SHORT.test(text) && !COUNTERS.includes(text))
  return [
    ...paths
      .filter(({ path, method }) => !hasRoute(routes, path, method))
      .map(({ method = '', path, line }) => ({ text: `${method} ${path}`.trim(), line })),
    ...short.filter(
      ({ text }) =>
        !['protected', 'onetouch'].some((family) =>
          hasRoute(routes, `/${family}/json/${text}`, undefined),
        ),
    ),
  ]
}

function unknownErrors(page: Page, { errorCodes }: Known): readonly Found[] {
  return [...page.prose, ...lines(page, ['json', 'xml', 'sh', 'ts'])].flatMap(({ text, line }) =>
    [...text.matchAll(/(?<![\d.,#+-])60\d{3}(?!\d|[.,]\d)/g)]
      .filter(([code]) => !errorCodes.has(code))
      .map(([code]) => ({ text: code, line })),
  )
}

function unknownCommands(page: Page, { commands }: Known): readonly Found[] {
  const inBlocks = lines(page, ['sh']).flatMap(({ text, line }) =>
    [...text.matchAll(/npx countersign ([^`#|;&)]*)/g)].map(([, args = '']) => ({ args, line })),
  )
  const inSpans = page.spans.flatMap(({ text, line }) => {
    const [, args] = /^(?:npx )?countersign (.+)$/.exec(text) ?? []
    return args === undefined ? [] : [{ args, line }]
  })
  return [...inBlocks, ...inSpans]
    .filter(({ args }) => !isTaken(commands, args))
    .map(({ args, line }) => ({ text: `countersign ${args.trim()}`, line }))
}

function isTaken(commands: readonly Command[], text: string): boolean {
  const words = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  )
  const name = words.join(' ').replace(/ ?…$/u, '')
  // The page speaks of the command in general, or of a group of its commands.
  if (['', 'help', '--help', '--version'].includes(name)) return true
  if (commands.some((each) => each.name.startsWith(`${name} `))) return true
  return commands.some((command) => {
    const length = command.name.split(' ').length
    if (words.slice(0, length).join(' ') !== command.name) return false
    // Named and not called, a command may lack what it needs.
    if (words.length === length) return true
    return parseInvocation(command, words.slice(length)).result !== 'failed'
  })
}

function unknownScripts(page: Page, known: Known): readonly Found[] {
  const { scripts, packages, tarballs, isInstalled } = known
  return [...lines(page, ['sh']), ...page.spans].flatMap(({ text, line }) => {
    const npm = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)]
      .filter(([, run, short]) => !scripts.has(run ?? short ?? ''))
      .map(([found]) => found)
    const workspaces = [...text.matchAll(/\bnpm .*?-w (@?[\w/-]+)/g)]
      .filter(([, name = '']) => !packages.has(name))
      .map(([found]) => found)
    const packed = [...text.matchAll(/(?<=\.\/)[\w.-]+\.tgz/g)]
      .map(([file]) => file)
      .filter((file) => !tarballs.has(file))
    const tools = [...text.matchAll(/\bnpx ([\w-]+)/g)]
      .filter(([, tool = '']) => !isInstalled(tool))
      .map(([found]) => found)
    return [...npm, ...workspaces, ...packed, ...tools].map((found) => ({ text: found, line }))
  })
}

function unknownVariables(page: Page, { variables }: Known): readonly Found[] {
  // One that a block sets and reads itself is the reader's own.
  const set = lines(page, ['sh']).flatMap(({ text, line }) =>
    [...text.matchAll(/(?:^|\s)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=/g)]
      .filter(([, name = '']) => !page.text.includes(`$${name}`))
      .map(([, name = '']) => ({ text: name, line })),
  )
  return [...set, ...page.spans].filter(({ text }) => {
    const [, name] = /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=.*)?$/.exec(text) ?? []
    return name !== undefined && !variables.has(name)
  })
}

function unknownSettings(page: Page, { settings }: Known): readonly Found[] {
  return [...page.prose, ...lines(page, ['sh'])].flatMap(({ text, line }) =>
    [
      ...text.matchAll(/\bsettings? `(\w+)`/g),
      ...text.matchAll(/\bapp set (?:"[^"]*" |\w+ (?=\w+ \S))?(\w+) \S/g),
    ]
      .map(([, name = '']) => name)
      .filter((name) => !settings.has(name) && !['name', 'plan', 'KEY'].includes(name))
      .map((name) => ({ text: name, line })),
  )
}

const FILE = /^(?:[\w.@-]+\/)*[\w.@-]+(?:\/|\.(?:ts|tsx|mjs|md|css))$/

function unknownFiles(page: Page, { files }: Known): readonly Found[] {
  // The map of ARCHITECTURE.md is a block.
  const mapped = lines(page, ['']).flatMap(({ text, line }) => {
    const [path] = /^[a-z]+\/\S*/.exec(text) ?? []
    return path === undefined ? [] : [{ text: path, line }]
  })
  return [...page.spans, ...mapped].filter(({ text }) => {
    const isOurs = FILE.test(text) && !/^(node_modules|dist|data)\b/.test(text)
    const isPath = /^(apps|packages|docs|scripts|conformance|bench|examples)\//.test(text)
    if (!isOurs && !(isPath && /^[\w./@-]+$/.test(text))) return false
    const path = text.replace(/\/$/, '')
    return !files.has(path) && ![...files].some((file) => file.endsWith(`/${path}`))
  })
}

/**
 * `camelCase`, `snake_case`, and calls such as `createClient()`: names of code, of settings and of fields. The X of
 * `parseX` stands for any word.
 */
const NAME = /^(?:[a-z]\w*\.)?([a-z]+(?:[A-Z][a-z0-9]*)+|[a-z]+(?:_[a-z0-9]+)+)(?:\(.*\))?$/

function unknownNames(page: Page, { words }: Known): readonly Found[] {
  return page.spans.filter(({ text }) => {
    const [, name] = NAME.exec(text) ?? []
    return name !== undefined && !words.has(name) && !/[a-z]X$/.test(name)
  })
}

function brokenJson(page: Page): readonly Found[] {
  return page.blocks
    .filter(({ language, text }) => language === 'json' && !isJson(text))
    .map(({ text, line }) => ({ text: text.split('\n')[0] ?? '', line }))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Lines of the blocks in these languages; one that goes on in the next is one with it. */
function lines(page: Page, languages: readonly string[]): readonly Found[] {
  return page.blocks
    .filter(({ language }) => languages.includes(language))
    .flatMap(({ text, line }) => {
      const joined: Found[] = []
      let start = ''
      for (const [index, each] of text.split('\n').entries()) {
        if (each.endsWith('\\')) start += each.slice(0, -1)
        else {
          joined.push({ text: start + each, line: line + index + 1 })
          start = ''
        }
      }
      return joined
    })
}
