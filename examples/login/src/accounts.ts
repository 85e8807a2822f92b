import type { Db } from './database.ts'

export interface Account {
  readonly id: number
  readonly email: string
  readonly passwordHash: string
  readonly authyId: number
  /** Whether a code of another authenticator app counts; `pending` until one right code was typed. */
  readonly authenticator: 'none' | 'pending' | 'on'
}

export interface Accounts {
  /** Undefined where the e-mail address has an account already. */
  readonly insert: (account: {
    readonly email: string
    readonly passwordHash: string
    readonly authyId: number
    readonly createdAt: number
  }) => Account | undefined
  readonly find: (id: number) => Account | undefined
  readonly findByEmail: (email: string) => Account | undefined
  readonly setAuthenticator: (id: number, state: Account['authenticator']) => void
}

const COLUMNS =
  'id, email, password_hash as passwordHash, authy_id as authyId, authenticator' as const

export function createAccounts(db: Db): Accounts {
  const insert = db.prepare<[string, string, number, number], Account>(
    `insert into accounts (email, password_hash, authy_id, created_at) values (?, ?, ?, ?)
     on conflict (email) do nothing returning ${COLUMNS}`,
  )
  const byId = db.prepare<[number], Account>(`select ${COLUMNS} from accounts where id = ?`)
  const byEmail = db.prepare<[string], Account>(`select ${COLUMNS} from accounts where email = ?`)
  const setState = db.prepare<[string, number]>(
    'update accounts set authenticator = ? where id = ?',
  )
  return {
    insert: ({ email, passwordHash, authyId, createdAt }) =>
      insert.get(email, passwordHash, authyId, createdAt),
    find: (id) => byId.get(id),
    findByEmail: (email) => byEmail.get(email),
    setAuthenticator(id, state) {
      setState.run(state, id)
    },
  }
}
