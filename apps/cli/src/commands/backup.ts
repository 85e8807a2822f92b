import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { masterKeyPath, parseConfig, sqlitePath } from '@countersign/server'
import { backupSqlite } from '@countersign/server/backup'
import { explainConfig, explainError } from '../explain-error.ts'
import type { Invocation } from '../invocation.ts'
import { DONE, failure, misuse, type Outcome } from '../outcome.ts'
import { megabytes } from '../print.ts'

export async function backUp({ positionals, isSet, print }: Invocation): Promise<Outcome> {
  const parsed = parseConfig(process.env)
  if (!parsed.ok) return explainConfig(parsed.problems)
  const { store, masterKeys } = parsed.config
  if (store.databaseUrl !== undefined)
    return misuse(
      'The data is in PostgreSQL, which is backed up with its own tools.',
      'docs/operate.md has the recipe, up to any moment in time.',
    )
  const from = sqlitePath(store.dataDir)
  if (!existsSync(from))
    return failure(
      `There is no database in ${store.dataDir}.`,
      'Name the right folder in DATA_DIR.',
    )
  const to = resolve(positionals[0] ?? '')
  // Over itself, not even when it is asked for.
  if (to === resolve(from))
    return misuse('FILE is the database itself.', 'Name a file on another disk.')
  if (existsSync(to) && !isSet('force'))
    return failure(`${to} is there already.`, 'Name another file, or add --force to write over it.')
  const startedAt = performance.now()
  try {
    const showProgress = createProgress(!print.isJson && process.stderr.isTTY)
    const copied = await backupSqlite(from, to, showProgress)
    if (copied.result === 'damaged')
      return failure(
        `The copy is not whole (${copied.says}) and was deleted; the database itself is damaged.`,
        'Restore the last good backup, and look at the disk.',
      )
    const seconds = (performance.now() - startedAt) / 1_000
    print.result(
      { file: to, bytes: copied.bytes, seconds: Number(seconds.toFixed(3)) },
      `Wrote ${to}: ${megabytes(copied.bytes)} in ${seconds.toFixed(1)} s, whole and checked.`,
    )
    print.note(
      masterKeys.length > 0
        ? 'The master key is not in it: keep what MASTER_KEY says elsewhere, since nothing opens without it.'
        : `The master key is not in it: keep a copy of ${masterKeyPath(store.dataDir)} elsewhere, since nothing opens without it.`,
    )
    return DONE
  } catch (error) {
    return explainFileError(error, to)
  }
}

/** Of the file that is written, not of the data folder. */
function explainFileError(error: unknown, to: string): Outcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR'].includes(code))
    return failure(
      `${to} could not be written (${code}).`,
      'Name a file in a folder that is there and yours.',
    )
  return explainError(error)
}

/** One line that is written over, for people who watch. */
function createProgress(isShown: boolean): (copied: number, all: number) => void {
  return (copied, all) => {
    if (!isShown || all === 0) return
    process.stderr.write(
      `\r${Math.floor((100 * copied) / all)} %${copied === all ? '\r\x1b[K' : ''}`,
    )
  }
}
