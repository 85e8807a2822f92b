export type Dialect = 'sqlite' | 'postgres'

/**
 * A migration is forward only and never edited once released: expand first, contract in a later
 * release. BIGINT in both: SQLite reads it as INTEGER, and a millisecond time needs 41 bits.
 */
export interface Migration {
  readonly id: number
  readonly name: string
  /** @param now milliseconds */
  readonly statements: (dialect: Dialect, now: number) => readonly string[]
  /**
   * Run before them where there are tables already, each in a transaction of its own, so that what
   * takes long on PostgreSQL holds no lock that requests wait for. May run again after a crash.
   */
  readonly prepare?: (dialect: Dialect, now: number) => readonly string[]
  /**
   * Of one that contracts: the last migration that a server must know to work with the schema after it.
   * Older servers turn unready, and do not start any more.
   */
  readonly leastServer?: number
}
