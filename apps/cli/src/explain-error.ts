import { failure, type Failure, misuse } from './outcome.ts'

const DOCTOR = '`npx countersign doctor` checks what the command needs.'

/** The mistakes in the environment, each on its own line. */
export function explainConfig(problems: readonly string[]): Failure {
  return misuse(problems.join('\n'), 'docs/configuration.md explains each setting.')
}

/** Why the database, a file or the port could not be used, and what to do. The error itself is never shown whole: a stack helps nobody at a prompt. */
export function explainError(error: unknown): Failure {
  if (error instanceof Error && error.name === 'ServerTooOld') {
    return failure(
      `${error.message}.`,
      'Start the version that brought the database up to date, or a newer one.',
    )
  }
  const { code, message } = factsOf(error)
  return (
    byCode(code) ??
    byMessage(message) ??
    failure(`Something unexpected happened: ${message}.`, DOCTOR)
  )
}

function byCode(code: string | undefined): Failure | undefined {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case '57P03':
      return failure(
        `The database of DATABASE_URL did not answer (${code}).`,
        'Start PostgreSQL, or mend the host and port in DATABASE_URL.',
      )
    case '28P01':
    case '28000':
      return failure(
        'PostgreSQL refused the user or the password of DATABASE_URL.',
        'Mend them in DATABASE_URL; signs such as @ in a password are written as %40.',
      )
    case '3D000':
      return failure(
        'PostgreSQL has no database of the name in DATABASE_URL.',
        'Make it with `createdb`, or mend the name in DATABASE_URL.',
      )
    case '42501':
      return failure(
        'The user of DATABASE_URL may not use the tables.',
        'Let that user own the database, or name another one in DATABASE_URL.',
      )
    case '53300':
      return failure(
        'PostgreSQL has no connection left.',
        'Try again later, or raise its max_connections.',
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure(
        'The data folder may not be written to by this user.',
        'Run as the user that owns it, or name another one in DATA_DIR.',
      )
    case 'EEXIST':
    case 'ENOTDIR':
      return failure('DATA_DIR names a file, not a folder.', 'Name a folder in DATA_DIR.')
    case 'ENOSPC':
      return failure('The disk is full.', 'Make room on it, then try again.')
    default:
      return undefined
  }
}

/** SQLite's errors come from another thread, which passes on their text alone. */
function byMessage(message: string): Failure | undefined {
  if (message.includes('database is locked')) {
    return failure(
      'Another process held the database for more than five seconds.',
      'Try again; if it goes on, see what else uses the data folder.',
    )
  }
  if (/timeout exceeded when trying to connect|Connection terminated/.test(message)) {
    return failure(
      'The database of DATABASE_URL did not answer in time.',
      'See that PostgreSQL runs and is reachable from here, or mend DATABASE_URL.',
    )
  }
  if (message.includes('unable to open database file') || message.includes('readonly database')) {
    return failure(
      'The database in the data folder may not be opened by this user.',
      'Run as the user that owns it, or name another one in DATA_DIR.',
    )
  }
  if (message.includes('file is not a database') || message.includes('disk image is malformed')) {
    return failure(
      'countersign.db in the data folder is damaged or no database.',
      'Restore it and master.key from a backup.',
    )
  }
  if (message.includes('database or disk is full')) {
    return failure('The disk is full.', 'Make room on it, then try again.')
  }
  if (/unable to authenticate data|No master key/.test(message)) {
    return failure(
      'The master key does not open what the database holds.',
      'Give MASTER_KEY, or the file master.key in the data folder, the value that it was written with.',
    )
  }
  if (/should hold 32 bytes|is missing beside a database/.test(message)) {
    const [what = message, next = 'Restore it from a backup'] = message.split('. ')
    return failure(`${what}.`, next)
  }
  return undefined
}

function factsOf(error: unknown): { readonly code: string | undefined; readonly message: string } {
  // Node tries each address of a host and reports them together.
  const root = rootOf(error)
  const first: unknown = root instanceof AggregateError ? root.errors[0] : root
  const code =
    typeof first === 'object' && first !== null && 'code' in first ? String(first.code) : undefined
  const message = first instanceof Error ? first.message : String(first)
  return { code, message: message.replace(/\.$/, '') }
}

/** What the store says of an outage is about the outage; its cause says which. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error
}
