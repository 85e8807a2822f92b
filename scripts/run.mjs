// `npm start`, `npm run demo`, `npm test`, `npm run bench` and `npm run torture` from a fresh clone: installs what package-lock.json
// names when it is not installed yet, builds the web apps that are older than their sources, then runs on
// the Node that the repository carries.
// Plain JavaScript for the Node that happens to be on the machine, which may be 20.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'
const carriedNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

const commands = {
  serve: ['--conditions=source', 'apps/cli/src/main.ts', 'serve'],
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
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), mtimeMs)
}

/** The web apps, each with the packages whose sources are in it, and the file that a build writes last. */
const webApps = [
  { name: 'authenticator', from: ['device', 'otp', 'wire'], last: 'sw.js' },
  { name: 'console', from: [], last: 'built' },
]

function isBuilt({ name, from, last }) {
  const folder = join(root, 'apps', name)
  const built = join(folder, 'dist', last)
  // Where the last file is missing, the build was broken off.
  if (!existsSync(built)) return false
  const sources = [
    ...['src', 'build', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((entry) =>
      join(folder, entry),
    ),
    ...from.map((each) => join(root, 'packages', each, 'src')),
  ]
  return sources.every((source) => newest(source) <= statSync(built).mtimeMs)
}

function build({ name }) {
  console.log(`Building the ${name} (a few seconds) …`)
  const { status } = spawnSync(carriedNode, [`apps/${name}/build/build.ts`], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status === 0) return
  console.error(`The ${name} could not be built. Its message is above; then try again.`)
  process.exit(status ?? 1)
}

if (!isInstalled(root) || !existsSync(carriedNode)) {
  console.log('Installing what package-lock.json names (the first time takes about a minute) …')
  install(root)
}

const command = commands[process.argv[2]]
if (!command) {
  console.error(`Expected one of ${Object.keys(commands).join(', ')}; got ${process.argv[2]}.`)
  process.exit(2)
}
const nodes = join(root, 'packages', 'client', 'test', 'service', 'runtimes')
if (process.argv[2] === 'test' && !isInstalled(nodes)) {
  console.log('Installing the older Nodes that the client is tested on …')
  install(nodes)
}
if (process.argv[2] !== 'bench') for (const app of webApps) if (!isBuilt(app)) build(app)
const child = spawn(carriedNode, [...command, ...process.argv.slice(3)], {
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
