import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type Db = Database.Database

const SCHEMA = `
create table if not exists accounts (
  id integer primary key,
  email text not null unique,
  password_hash text not null,
  authy_id integer not null,
  authenticator text not null default 'none'
    check (authenticator in ('none', 'pending', 'on')),
  created_at integer not null
) strict;

create table if not exists attempts (
  id text primary key,
  kind text not null check (kind in ('login', 'transfer')),
  account_id integer not null references accounts (id),
  uuid text not null unique,
  number text,
  status text not null default 'pending'
    check (status in ('pending', 'approved', 'denied', 'expired')),
  is_not_me integer not null default 0,
  question text not null,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;

create index if not exists attempts_of_account on attempts (account_id, created_at);

create table if not exists sessions (
  id_hash text primary key,
  data text not null,
  expires_at integer not null
) strict;

create table if not exists password_tries (
  who text primary key,
  count integer not null,
  ends_at integer not null
) strict;
`

/** Opens the app's own file in `dataDir`, or a database in memory where that is `:memory:`. */
export function openDatabase(dataDir: string): Db {
  if (dataDir === ':memory:') return prepare(new Database(dataDir))
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'login.db')
  const db = prepare(new Database(path))
  chmodSync(path, 0o600)
  return db
}

function prepare(db: Db): Db {
  db.pragma('journal_mode = WAL')
  db.pragma('foreign_keys = ON')
  db.exec(SCHEMA)
  return db
}
