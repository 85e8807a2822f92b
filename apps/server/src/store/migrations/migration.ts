export type Dialect = 'sqlite' | 'postgres'

/**
 * A migration is forward only and never edited once released: expand first, contract in a later
 * release. BIGINT in both: SQLite reads it as INTEGER, and a millisecond time needs 41 bits.
 */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly statements: (dialect: Dialect) => readonly string[]
  /**
   * Of one that contracts: the last migration that a server must know to work with the schema after it.
   * Older servers turn unready, and do not start any more.
   */
  readonly leastServer?: number
}
