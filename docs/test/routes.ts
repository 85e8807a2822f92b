import type { TestServer } from '../../apps/server/test/test-server.ts'

export interface Route {
  readonly segments: readonly string[]
  readonly methods: readonly string[]
}

/** What the router itself says that it has. Its picture is a tree: each level is four characters further in. */
export function readRoutes(app: TestServer['app']): readonly Route[] {
  const parents: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', label = '', methods] =
        /^([│ ├└─\s]*)(\S+)(?: \((.+)\))?$/u.exec(line) ?? []
      if (label === '') return []
      const depth = indent.length / 4
      const path = `${parents[depth - 1] ?? ''}${label}`
      parents[depth] = path
      return methods === undefined
        ? []
        : [{ segments: toSegments(path), methods: methods.split(', ') }]
    })
}

export function toSegments(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '')
}

/** Whether the router takes it, where `{fmt}` is `json` or `xml`, or has routes below it. */
export function hasRoute(
  routes: readonly Route[],
  path: string,
  method: string | undefined,
): boolean {
  const asked = toSegments(path)
  // A family of routes, as a base URL is: `/protected/json`, `/device/v1/…`.
  const family = asked.at(-1) === '…' ? asked.slice(0, -1) : asked
  return routes.some(({ segments, methods }) => {
    const isMethod = method === undefined || methods.includes(method)
    const isWhole =
      segments.length === asked.length && asked.every((_, i) => fits(segments, asked, i))
    const isStart =
      family.length <= 2 &&
      family.length < segments.length &&
      family.every((_, i) => fits(segments, family, i))
    return (isWhole && isMethod) || (isStart && method === undefined)
  })
}

function fits(segments: readonly string[], asked: readonly string[], at: number): boolean {
  const [segment = '', wanted = ''] = [segments[at], asked[at]]
  const isFormat = wanted === '{fmt}' && ['json', 'xml'].includes(segment)
  return /^[:*]/.test(segment) || isFormat || segment === wanted
}
