import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type Config,
  createLog,
  type Ended,
  endWhatWasOpen,
  hasSchema,
  masterKeyFits,
  masterKeyPath,
  masterKeysOf,
  migrate,
  openDeps,
  parseConfig,
  sqlitePath,
  unknownMigrations,
} from '@countersign/server'
import { backupSqlite, holdAlone, replaceDatabase } from '@countersign/server/backup'
import { explainConfig, explainError } from '../explain-error.ts'
import type { Invocation } from '../invocation.ts'
import { placeOf, withDeps } from '../open.ts'
import { DONE, type Failure, failure, misuse, type Outcome } from '../outcome.ts'
import { columns, type Printer } from '../print.ts'

export async function restore({ positionals, isSet, print }: Invocation): Promise<Outcome> {
  const parsed = parseConfig(process.env)
  if (!parsed.ok) return explainConfig(parsed.problems)
  const { config } = parsed
  const [file] = positionals
  if (config.store.databaseUrl !== undefined) {
    if (file !== undefined)
      return misuse(
        'The data is in PostgreSQL, which is restored with its own tools.',
        'Do that as docs/operate.md says, then run `npx countersign restore` without a file.',
      )
    return await withDeps(print, async (deps) => {
      const ended = await endWhatWasOpen(deps)
      print.result({ place: placeOf(config), ended }, endedText(ended))
      return DONE
    })
  }
  if (file === undefined)
    return misuse(
      'Expected FILE after `countersign restore`, got nothing.',
      'Name the file that `npx countersign backup` wrote.',
    )
  try {
    return await restoreFile(config, resolve(file), { isForced: isSet('force'), print })
  } catch (error) {
    return explainError(error)
  }
}

async function restoreFile(
  config: Config,
  file: string,
  { isForced, print }: { readonly isForced: boolean; readonly print: Printer },
): Promise<Outcome> {
  const { dataDir } = config.store
  const path = sqlitePath(dataDir)
  if (!existsSync(file)) return failure(`There is no file ${file}.`, 'Name the file to restore.')
  // A new key would be made, and open nothing.
  if (config.masterKeys.length === 0 && !existsSync(masterKeyPath(dataDir)))
    return failure(
      `There is no master key in ${dataDir}.`,
      'Put master.key there first, or give its value in MASTER_KEY.',
    )
  if (existsSync(path) && !isForced)
    return failure(
      `There is a database in ${dataDir}.`,
      'Add --force to restore all the same; the present one is kept beside it.',
    )
  const held = existsSync(path) ? holdAlone(path) : { release: () => {} }
  if (held === undefined)
    return failure(
      `A server, or another command, is using ${path}.`,
      'Stop it first: what it acknowledged from now on would be lost.',
    )
  const folder = mkdtempSync(join(dataDir, '.restore-'))
  try {
    const prepared = await prepare(config, file, folder)
    if ('result' in prepared) return prepared
    const kept = `${path}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    const hadDatabase = existsSync(path)
    replaceDatabase(path, sqlitePath(folder), kept)
    const { migrated, ended } = prepared
    const lines = [
      `Restored ${file} into ${dataDir}.`,
      ...(hadDatabase ? [`The former database is now ${kept}.`] : []),
      ...(migrated.length > 0
        ? ['Brought up to date:', ...migrated.map((name) => `  ${name}`)]
        : []),
      endedText(ended),
    ]
    print.result(
      { file, place: dataDir, kept: hadDatabase ? kept : null, migrated, ended },
      lines.join('\n'),
    )
    return DONE
  } finally {
    held.release()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Copies the file, and makes of the copy what may be served from: nothing else is touched until that has worked. */
async function prepare(
  config: Config,
  file: string,
  folder: string,
): Promise<{ readonly migrated: readonly string[]; readonly ended: Ended } | Failure> {
  const copied = await backupSqlite(file, sqlitePath(folder))
  if (copied.result === 'damaged')
    return failure(`${file} is damaged (${copied.says}).`, 'Take an older backup.')
  const store = { ...config.store, dataDir: folder, databaseUrl: undefined }
  const { deps, store: opened } = openDeps(
    { ...config, store, masterKeys: masterKeysOf(config) },
    { log: createLog('warn', 'stderr') },
  )
  try {
    if (!(await hasSchema(deps.db, deps.dialect)))
      return failure(`${file} is no database of Countersign.`, 'Name the file to restore.')
    const unknown = await unknownMigrations(deps.db)
    if (unknown.length > 0)
      return failure(
        `${file} is of a newer version of Countersign (migration ${unknown.join(', ')}).`,
        'Restore it with that version, or a newer one.',
      )
    const migrated = await migrate(deps.db, deps.dialect, deps.now())
    if (!(await masterKeyFits(deps)))
      return failure(
        `The master key does not open what ${file} holds.`,
        'Give MASTER_KEY, or the file master.key, the value of when the backup was made.',
      )
    return { migrated, ended: await endWhatWasOpen(deps) }
  } finally {
    await opened.close()
  }
}

function endedText(ended: Ended): string {
  return [
    'What may have been used since the backup is ended; people ask for it anew:',
    columns([
      ['tokens that were sent', String(ended.sentTokens)],
      ['codes to phone numbers', String(ended.codes)],
      ['authenticators (up to now)', String(ended.authenticators)],
      ['approval requests', String(ended.approvals)],
      ['sessions of operators', String(ended.sessions)],
    ]),
    'What was revoked or suspended since the backup is not: docs/operate.md says what to look at.',
  ].join('\n')
}
