// `npm start`, `npm run demo`, `npm test`, `npm run bench` and `npm run torture` from a fresh clone: installs what package-lock.json
// names when it is not installed yet, builds what is older than its sources, then runs on the Node that the
// repository carries.
// Plain JavaScript for the Node that happens to be on the machine, which may be 20.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'
const carriedNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

const programs = {
  serve: ['apps/cli/dist/main.js', 'serve'],
  demo: ['--conditions=source', 'examples/login/demo/main.ts'],
  test: ['scripts/test.mjs'],
  bench: ['--conditions=source', 'bench/run.ts'],
  torture: ['--conditions=source', 'torture/run.ts'],
}

/** Whether what the lock file of a folder names is there. */
function isInstalled(folder) {
  const installed = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  return statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs
}

function install(folder) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    shell: windows,
  })
  if (status === 0) return
  console.error('`npm ci` failed, so nothing was started. Its message is above; then try again.')
  process.exit(status ?? 1)
}

/** Folders count too: theirs is the only time that tells of a file that was deleted. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce(
    (time, name) => Math.max(time, newest(join(path, name))),
    stat.mtimeMs,
  )
}

/** What is built of `apps`: each with what else is in it, and the file that a build writes last. */
const webApps = [
  {
    name: 'authenticator',
    from: ['packages/device/src', 'packages/otp/src', 'packages/wire/src'],
    last: 'sw.js',
  },
  { name: 'console', from: [], last: 'built' },
]
const command = {
  name: 'cli',
  title: 'command',
  from: [
    'apps/server/src',
    'apps/server/package.json',
    'packages/device/src',
    'packages/otp/src',
    'packages/wire/src',
    // What is installed is built in.
    'package-lock.json',
  ],
  last: 'built',
}

/** The demo and torture run the service from its sources; the tests and the bench build what they run. */
function builtFor(task) {
  if (task === 'bench') return []
  return task === 'serve' ? [...webApps, command] : webApps
}

function isBuilt({ name, from, last }) {
  const folder = join(root, 'apps', name)
  const built = join(folder, 'dist', last)
  // Where the last file is missing, the build was broken off.
  if (!existsSync(built)) return false
  const sources = [
    ...['src', 'build', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((entry) =>
      join(folder, entry),
    ),
    ...from.map((each) => join(root, each)),
  ].filter((source) => existsSync(source))
  const builtAt = statSync(built).mtimeMs
  return sources.every((source) => newest(source) <= builtAt)
}

function build({ name, title = name }) {
  console.log(`Building the ${title} (a few seconds) …`)
  const { status } = spawnSync(carriedNode, [`apps/${name}/build/build.ts`], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status === 0) return
  console.error(`The ${title} could not be built. Its message is above; then try again.`)
  process.exit(status ?? 1)
}

if (!isInstalled(root) || !existsSync(carriedNode)) {
  console.log('Installing what package-lock.json names (the first time takes about a minute) …')
  install(root)
}

const task = process.argv[2]
const program = programs[task]
if (!program) {
  console.error(`Expected one of ${Object.keys(programs).join(', ')}; got ${task}.`)
  process.exit(2)
}
const nodes = join(root, 'packages', 'client', 'test', 'service', 'runtimes')
if (task === 'test' && !isInstalled(nodes)) {
  console.log('Installing the older Nodes that the client is tested on …')
  install(nodes)
}
for (const app of builtFor(task)) if (!isBuilt(app)) build(app)
const child = spawn(carriedNode, [...program, ...process.argv.slice(3)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    // Stripping the types of every file, in every process and thread, is half of a start.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}${windows ? ';' : ':'}${process.env.PATH}`,
  },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm runs this in a shell, and a SIGTERM to npm ends that shell, which passes nothing on: the service
// would live on without its parents and keep the port.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 500).unref()
}
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
})
