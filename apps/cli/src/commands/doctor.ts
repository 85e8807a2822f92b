import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Config,
  createLog,
  type Deps,
  hasSchema,
  masterKeyFits,
  masterKeyPath,
  openDeps,
  parseConfig,
  pendingMigrations,
  readConnectionFacts,
  readDatabaseClock,
  readQueue,
  readReplicationFacts,
  refuseTooOld,
  sqlitePath,
} from '@countersign/server'
import { createProviders } from '@countersign/server/providers'
import { explainError } from '../explain-error.ts'
import {
  clockFinding,
  connectionsFinding,
  type Finding,
  queueFinding,
  replicaFinding,
  wellFinding,
} from '../health.ts'
import type { Invocation } from '../invocation.ts'
import { placeOf } from '../open.ts'
import { DONE, type Outcome } from '../outcome.ts'
import type { Printer } from '../print.ts'

/** Longer than a provider takes to give up by itself. */
const PROVIDER_CHECK_MS = 15_000

/** Bits that let anybody but the owner at a file. */
const OTHERS = 0o077

/** Prints each finding as it is made: a provider may take its time. */
export async function examine({ print }: Invocation): Promise<Outcome> {
  let problems = 0
  for await (const finding of findings()) {
    if (finding.next !== undefined) problems += 1
    printFinding(print, finding)
  }
  print.text(
    problems === 0
      ? '\nAll is well.'
      : `\n${problems === 1 ? '1 problem.' : `${problems} problems.`}`,
  )
  return problems === 0 ? DONE : { result: 'done', exitCode: 1 }
}

async function* findings(): AsyncGenerator<Finding> {
  const parsed = parseConfig(process.env)
  if (!parsed.ok) {
    for (const problem of parsed.problems) {
      yield {
        check: 'configuration',
        says: problem,
        next: 'Mend it in the environment; docs/configuration.md explains it.',
      }
    }
    return
  }
  const { config } = parsed
  yield wellFinding('configuration', 'every setting can be read')
  const { found, canOpen } = lookAtFiles(config)
  yield* found
  if (canOpen) yield* databaseFindings(config)
  yield* providerFindings(config)
}

/**
 * The files, before anything opens them: opening would make a database, a key or both where they are
 * missing. With PostgreSQL there are none.
 */
function lookAtFiles({ store, masterKeys }: Config): {
  readonly found: readonly Finding[]
  readonly canOpen: boolean
} {
  const key =
    masterKeys.length > 0
      ? wellFinding('master key', 'given by MASTER_KEY')
      : masterKeyFileFinding(masterKeyPath(store.dataDir))
  if (store.databaseUrl !== undefined) return { found: [key], canOpen: true }
  const folder = folderFinding(store.dataDir)
  if (folder.next !== undefined) return { found: [folder], canOpen: false }
  const canOpen = masterKeys.length > 0 || existsSync(masterKeyPath(store.dataDir))
  return { found: [folder, key], canOpen }
}

function folderFinding(dataDir: string): Finding {
  const check = 'data folder'
  if (!existsSync(sqlitePath(dataDir))) {
    return {
      check,
      says: `there is no database in ${dataDir}`,
      next: 'Start the service, which makes one, or name the right folder in DATA_DIR.',
    }
  }
  const problem = tryToWrite(dataDir)
  return problem === undefined
    ? wellFinding(check, `${dataDir} can be written to`)
    : { check, ...problem }
}

/** Really writes: permission bits do not tell of a full disk or one that is mounted to be read only. */
function tryToWrite(dataDir: string): { readonly says: string; readonly next: string } | undefined {
  try {
    rmdirSync(mkdtempSync(join(dataDir, '.doctor-')))
    return undefined
  } catch (error) {
    const { error: says, hint: next } = explainError(error)
    return { says, next }
  }
}

function masterKeyFileFinding(path: string): Finding {
  const check = 'master key'
  if (!existsSync(path)) {
    return {
      check,
      says: `${path} is missing, and without it nothing in the database opens`,
      next: 'Restore it from a backup, or give its value in MASTER_KEY.',
    }
  }
  const mode = statSync(path).mode & 0o777
  // Windows has no such bits.
  if ((mode & OTHERS) === 0 || process.platform === 'win32')
    return wellFinding(check, `${path} is its owner’s alone`)
  return {
    check,
    says: `${path} has mode 0${mode.toString(8)}, so others on this machine can get at it`,
    next: `Run \`chmod 600 ${path}\`.`,
  }
}

async function* databaseFindings(config: Config): AsyncGenerator<Finding> {
  const { deps, store } = openDeps(config, { log: createLog('silent') })
  try {
    const database = await answered('database', async () => await databaseFinding(deps, config))
    yield database
    if (database.next !== undefined) return
    yield await answered('sealed data', async () =>
      (await masterKeyFits(deps))
        ? wellFinding('sealed data', 'the master key opens it')
        : {
            check: 'sealed data',
            says: 'the master key does not open what the database holds',
            next: 'Give MASTER_KEY, or the file master.key, the value that the database was written with.',
          },
    )
    yield await answered('clock', async () => {
      const before = deps.now()
      const databaseNow = await readDatabaseClock(deps.db, deps.dialect)
      // Somewhere between asking and hearing, the database looked at its clock.
      return clockFinding((before + deps.now()) / 2, databaseNow)
    })
    const { databaseUrl, readUrl, sharing } = config.store
    if (databaseUrl !== undefined) {
      yield await answered('connections', async () => {
        const facts = await readConnectionFacts(deps.db, deps.dialect)
        return facts === undefined
          ? wellFinding('connections', 'SQLite needs none')
          : connectionsFinding(sharing, facts)
      })
    }
    if (readUrl !== undefined)
      yield await answered('read replica', async () => await askReplica(config, readUrl))
    yield await answered('queue', async () => queueFinding(await readQueue(deps.db, deps.now())))
  } finally {
    await store.close().catch(() => {})
  }
}

async function askReplica(config: Config, readUrl: string): Promise<Finding> {
  const store = { ...config.store, databaseUrl: readUrl, readUrl: undefined }
  const opened = openDeps({ ...config, store }, { log: createLog('silent') })
  try {
    return replicaFinding(await readReplicationFacts(opened.deps.db))
  } finally {
    await opened.store.close().catch(() => {})
  }
}

async function databaseFinding(deps: Deps, config: Config): Promise<Finding> {
  const check = 'database'
  const place = placeOf(config)
  const next = 'Run `npx countersign migrate`.'
  if (!(await hasSchema(deps.db, deps.dialect)))
    return { check, says: `${place} has no tables yet`, next }
  await refuseTooOld(deps.db)
  const pending = await pendingMigrations(deps.db)
  return pending.length === 0
    ? wellFinding(check, `${place} answers and is up to date`)
    : { check, says: `${place} lacks ${pending.join(', ')}`, next }
}

/** A database that does not answer is a finding too. */
async function answered(check: string, find: () => Promise<Finding>): Promise<Finding> {
  try {
    return await find()
  } catch (error) {
    const { error: says, hint: next } = explainError(error)
    return { check, says, next }
  }
}

async function* providerFindings(config: Config): AsyncGenerator<Finding> {
  const providers = createProviders(config, { fetch, now: Date.now })
  const carried = Object.entries(providers)
  for (const provider of new Set(carried.flatMap(([, ofChannel]) => ofChannel))) {
    const channels = carried.flatMap(([channel, those]) =>
      those.includes(provider) ? [channel] : [],
    )
    const check = `provider ${provider.name}`
    const problem = await provider.check(AbortSignal.timeout(PROVIDER_CHECK_MS))
    yield problem === undefined
      ? // The outbox is always there; what it does not do is the thing to know of it.
        wellFinding(
          check,
          provider.name === 'outbox'
            ? `keeps ${channels.join(', ')} here and sends nothing`
            : `answers, for ${channels.join(', ')}`,
        )
      : { check, ...inTwo(problem) }
  }
}

/** A provider says what is wrong and what to do in one text. */
function inTwo(problem: string): { readonly says: string; readonly next: string } {
  const [, says = problem, next = 'See its entry in docs/configuration.md.'] =
    /^(.*?)[.:] ([^.:]+[.?])$/s.exec(problem) ?? []
  return { says, next }
}

function printFinding(print: Printer, { check, says, next }: Finding): void {
  const isOk = next === undefined
  const sentence = says.replace(/\.$/, '')
  print.result(
    { check, ok: isOk, says, next: next ?? null },
    isOk ? `ok       ${check}: ${sentence}` : `PROBLEM  ${check}: ${sentence}\n         ${next}`,
  )
}
