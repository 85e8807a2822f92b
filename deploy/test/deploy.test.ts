import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { NATIVE } from '../../apps/cli/build/native.ts'
import { parseConfig } from '../../apps/server/src/config.ts'
import { isBalanced, stagesOf, textOf, unitOf, yamlOf } from './read-files.ts'

// None of these files runs where the tests do. What they say of the service is compared with the service:
// its settings, ports, routes and files.

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const KEY = Buffer.alloc(32, 1).toString('base64')

/** How long the service takes to stop at most, in seconds (serve.ts). */
const STOPS_IN = 10

const image = stagesOf('deploy/Dockerfile')
const last = image.at(-1)
const imageEnv = Object.fromEntries(
  (last?.instructions ?? [])
    .filter(({ name }) => name === 'ENV')
    .map(({ words }) => (words[0] ?? '').split('=', 2) as [string, string]),
)

/** The settings that docs/configuration.md has, which are those that the server reads. */
const SETTINGS = new Set(
  [...textOf('docs/configuration.md').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name),
)

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parseConfig({ ...imageEnv, ...env })
  return parsed.ok ? [] : parsed.problems
}

function unknownOf(env: object): readonly string[] {
  return Object.keys(env).filter((name) => name !== 'NODE_ENV' && !SETTINGS.has(name))
}

/** What a built program is built from. */
const sourceOf = (path: string) => path.replace(/\/dist\/(\w+)\.js$/, '/src/$1.ts')

/** Whence a COPY copies, where that is another stage. */
const stageOf = ([word = '']: readonly string[]) => /^--from=(.+)$/.exec(word)?.[1]

test('the image is built of files that are there, on the Node that the repository names', () => {
  const names = image.map(({ name }) => name)
  const version: string = JSON.parse(textOf('package.json')).devDependencies.node
  for (const { image: base } of image.slice(0, -1))
    expect(base).toBe(`node:${version}-bookworm-slim`)
  const ignored = textOf('.dockerignore').split('\n')
  const copies = image
    .flatMap(({ instructions }) => instructions)
    .filter(({ name }) => name === 'COPY')
    .map(({ words }) => words.filter((word) => !word.startsWith('--chown=')))
  const stages = copies.map(stageOf).filter((stage) => stage !== undefined)
  expect(stages.filter((stage) => !names.includes(stage))).toEqual([])
  const sources = copies
    .filter((words) => stageOf(words) === undefined)
    .flatMap((words) => words.slice(0, -1))
  const isKeptOut = (source: string) =>
    ignored.includes(source.split('/')[0] ?? '') && !ignored.includes(`!${source}`)
  expect(sources.filter((source) => !existsSync(`${ROOT}${source}`) || isKeptOut(source))).toEqual(
    [],
  )
})

test('nothing that a build reads is kept from it', () => {
  const ignored = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !/^[#!]/.test(line))
  // What the web apps take in as text.
  const sources = globSync('apps/{console,authenticator}/src/**/*.{ts,tsx}', { cwd: ROOT })
  const raw = sources.flatMap((path) =>
    [...textOf(path).matchAll(/from '((?:\.\.\/)+[^']+)\?raw'/g)].map(([, from = '']) =>
      new URL(from, `file:///${path}`).pathname.slice(1),
    ),
  )
  expect(raw.length).toBeGreaterThan(0)
  for (const path of raw) expect(ignored.filter((each) => path.startsWith(`${each}/`))).toEqual([])
})

test('the image runs without root or a shell, and knows whether it can serve', () => {
  expect(last?.image).toMatch(/^gcr\.io\/distroless\/.+:nonroot$/)
  const of = (name: string) =>
    last?.instructions.filter((each) => each.name === name).map(({ words }) => words.join(' '))
  expect([of('RUN'), of('USER')]).toEqual([[], ['nonroot:nonroot']])
  expect([unknownOf(imageEnv), problemsOf({})]).toEqual([[], []])
  expect(of('EXPOSE')).toEqual([imageEnv['PORT']])
  expect(of('VOLUME')).toEqual([imageEnv['DATA_DIR']])
  for (const [program = '', ...words] of [
    JSON.parse(/CMD (\[.+\])$/.exec(of('HEALTHCHECK')?.[0] ?? '')?.[1] ?? '[]'),
    JSON.parse(of('ENTRYPOINT')?.[0] ?? '[]'),
  ]) {
    expect(program).toBe('/usr/local/bin/node')
    expect(words.every((path: string) => existsSync(`${ROOT}${sourceOf(path)}`))).toBe(true)
  }
})

test('the image has the packages that the command is built without, and builds the command itself', () => {
  const [builder] = image
  const built = builder?.instructions.map(({ words }) => words.join(' ')).join('\n')
  expect(built).toContain('node apps/cli/build/build.ts')
  const copied = (last?.instructions ?? [])
    .filter(({ name }) => name === 'COPY')
    .map(({ words }) => words.at(-1) ?? '')
  const folders = NATIVE.map((name) => `node_modules/${name}`)
  expect(folders.filter((each) => !copied.some((at) => `${each}/`.startsWith(`${at}/`)))).toEqual(
    [],
  )
  // Without it Node would not know that the command is made of modules.
  expect(copied).toContain('apps/cli/package.json')
})

test('compose: two nodes, a database and a balancer that agree with each other', () => {
  const { services, volumes } = yamlOf('deploy/compose.yaml')
  const given: Readonly<Record<string, string>> = {
    POSTGRES_PASSWORD: 'password',
    MASTER_KEY: KEY,
    DOMAIN: '2fa.example.com',
  }
  const filled = (text: string) =>
    text.replace(/\$\{(\w+)(?::[?-][^}]*)?\}/g, (_, name: string) => given[name] ?? '')
  for (const node of ['node-a', 'node-b']) {
    const { environment, depends_on: after, stop_grace_period: grace, build } = services[node]
    expect(unknownOf(environment)).toEqual([])
    const env = Object.entries<string>(environment).map(([name, text]) => [name, filled(text)])
    expect(problemsOf(Object.fromEntries(env))).toEqual([])
    const url = new URL(filled(environment.DATABASE_URL))
    expect(Object.keys(after)).toEqual([url.hostname])
    expect(services[url.hostname].environment).toMatchObject({
      POSTGRES_USER: url.username,
      POSTGRES_DB: url.pathname.slice(1),
    })
    expect(Number.parseInt(grace, 10)).toBeGreaterThan(STOPS_IN)
    expect(build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' })
  }
  expect(services.balancer.depends_on).toEqual({
    'node-a': { condition: 'service_healthy' },
    'node-b': { condition: 'service_healthy' },
  })
  expect(textOf('deploy/Caddyfile')).toContain(
    `reverse_proxy node-a:${imageEnv['PORT']} node-b:${imageEnv['PORT']} {`,
  )
  const mounted = [...services.database.volumes, ...services.balancer.volumes]
  for (const mount of mounted) {
    const [from = ''] = mount.split(':')
    expect([
      from,
      from.startsWith('./') ? existsSync(`${ROOT}deploy/${from}`) : from in volumes,
    ]).toEqual([from, true])
  }
})

test.each(['deploy/Caddyfile', 'deploy/nginx.conf'])(
  '%s: passes streams on, and nobody’s word for an address',
  (path) => {
    expect(isBalanced(path)).toBe(true)
    const text = textOf(path)
    expect(text).toMatch(/X-Forwarded-For (\$remote_addr|\{remote_host\})/)
    // Longer than a login page may wait.
    const [, seconds = '0'] =
      /(?:proxy_read_timeout|response_header_timeout) (\d+)s/.exec(text) ?? []
    expect(Number(seconds)).toBeGreaterThan(60)
  },
)

test('kubernetes: probes ask for what is there, and a rolling update takes nothing away', () => {
  const deployment = yamlOf('deploy/kubernetes/deployment.yaml')
  const service = yamlOf('deploy/kubernetes/service.yaml')
  const budget = yamlOf('deploy/kubernetes/pod-disruption-budget.yaml')
  const secret = yamlOf('deploy/kubernetes/secret.example.yaml')
  const { spec } = deployment
  const pod = spec.template.spec
  const [container] = pod.containers
  const { labels } = spec.template.metadata
  for (const selector of [
    spec.selector.matchLabels,
    service.spec.selector,
    budget.spec.selector.matchLabels,
  ])
    expect(selector).toEqual(labels)
  const [port] = container.ports
  expect(String(port.containerPort)).toBe(imageEnv['PORT'])
  expect(service.spec.ports[0].targetPort).toBe(port.name)
  const probes = { startup: '/healthz', liveness: '/healthz', readiness: '/readyz' }
  for (const [probe, path] of Object.entries(probes)) {
    expect(container[`${probe}Probe`].httpGet).toEqual({ path, port: port.name })
    expect(textOf('apps/server/src/http/operate.ts')).toContain(`server.get('${path}'`)
  }
  const own = Object.fromEntries<string>(
    container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
  )
  const env = { ...own, ...secret.stringData, MASTER_KEY: KEY }
  expect([unknownOf(env), problemsOf(env)]).toEqual([[], []])
  expect(container.envFrom).toEqual([{ secretRef: { name: secret.metadata.name } }])
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate
  expect(maxUnavailable).toBe(0)
  expect(Number(own['DATABASE_NODES'])).toBe(spec.replicas + maxSurge)
  const pause = container.lifecycle.preStop.sleep.seconds
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pause + STOPS_IN)
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_532 })
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
})

test('systemd: starts what is there, and waits until it has stopped', () => {
  const unit = unitOf('deploy/countersign.service')
  expect([...unit.keys()]).toEqual(['Unit', 'Service', 'Install'])
  const service = unit.get('Service') ?? []
  const only = (name: string) => service.find(([key]) => key === name)?.[1] ?? ''
  const repeated = service.map(([key]) => key).filter((key, at, keys) => keys.indexOf(key) !== at)
  expect(new Set(repeated)).toEqual(new Set(['Environment', 'SystemCallFilter']))
  const [program = '', ...words] = only('ExecStart').split(' ')
  const there = only('WorkingDirectory')
  expect(existsSync(program.replace(there, ROOT))).toBe(true)
  expect(words).toEqual(['apps/cli/dist/main.js', 'serve'])
  expect(existsSync(`${ROOT}${sourceOf('apps/cli/dist/main.js')}`)).toBe(true)
  expect(textOf('docs/deploy.md')).toContain('node_modules/node/bin/node apps/cli/build/build.ts\n')
  expect(Number.parseInt(only('TimeoutStopSec'), 10)).toBeGreaterThan(STOPS_IN)
  const names = service.filter(([key]) => key === 'Environment').map(([, set]) => set.split('=')[0])
  expect(names).toEqual(['NODE_ENV', 'DATA_DIR', 'NODE_COMPILE_CACHE'])
})
