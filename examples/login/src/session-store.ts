import { createHash } from 'node:crypto'
import { type SessionData, Store } from 'express-session'
import type { Db } from './database.ts'

/** Since its last use. */
const SESSION_LIFE_MS = 60 * 60_000

/** Sessions in the app's own database, under a hash of their id: a copied file opens no session. */
export class SqliteSessionStore extends Store {
  readonly #db: Db
  readonly #now: () => number

  constructor(db: Db, now: () => number) {
    super()
    this.#db = db
    this.#now = now
  }

  override get(
    sid: string,
    callback: (error: unknown, session?: SessionData | null) => void,
  ): void {
    this.#answer(callback, () => {
      const row = this.#db
        .prepare<[string, number], { data: string }>(
          'select data from sessions where id_hash = ? and expires_at > ?',
        )
        .get(hashOf(sid), this.#now())
      // Written by `set`, so it is what that wrote.
      return row === undefined ? null : (JSON.parse(row.data) as SessionData)
    })
  }

  override set(sid: string, session: SessionData, callback?: (error?: unknown) => void): void {
    this.#answer(callback, () => {
      const now = this.#now()
      this.#db.prepare('delete from sessions where expires_at <= ?').run(now)
      this.#db
        .prepare(
          `insert into sessions (id_hash, data, expires_at) values (?, ?, ?)
           on conflict (id_hash) do update set data = excluded.data, expires_at = excluded.expires_at`,
        )
        .run(hashOf(sid), JSON.stringify(session), now + SESSION_LIFE_MS)
    })
  }

  override destroy(sid: string, callback?: (error?: unknown) => void): void {
    this.#answer(callback, () => {
      this.#db.prepare('delete from sessions where id_hash = ?').run(hashOf(sid))
    })
  }

  override touch(sid: string, _session: SessionData, callback?: (error?: unknown) => void): void {
    this.#answer(callback, () => {
      this.#db
        .prepare('update sessions set expires_at = ? where id_hash = ?')
        .run(this.#now() + SESSION_LIFE_MS, hashOf(sid))
    })
  }

  #answer<T>(callback: ((error: unknown, value?: T) => void) | undefined, act: () => T): void {
    let value: T
    try {
      value = act()
    } catch (error) {
      callback?.(error)
      return
    }
    callback?.(null, value)
  }
}

function hashOf(sid: string): string {
  return createHash('sha256').update(sid).digest('base64url')
}
