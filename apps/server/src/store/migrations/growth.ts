import { DAY_MS, dayOf } from '../../domain/time-span.ts'
import type { Migration } from './migration.ts'

interface TableInParts {
  readonly name: string
  /** Of BIGINT: a part holds what is from one value of it to before another. */
  readonly by: string
  /** Drawn from a sequence. */
  readonly number?: string
}

const BY_TIME: readonly TableInParts[] = [
  { name: 'events', by: 'at', number: 'id' },
  { name: 'messages', by: 'created_at', number: 'number' },
  { name: 'callbacks', by: 'created_at' },
  { name: 'webhook_deliveries', by: 'created_at', number: 'number' },
  { name: 'request_log', by: 'expires_at', number: 'id' },
]

/** Each with the last number of its log. */
const BY_SPAN: readonly (TableInParts & { readonly last: string })[] = [
  { name: 'user_events', by: 'span', last: 'SELECT max(id) FROM events' },
  { name: 'recipient_messages', by: 'span', last: 'SELECT max(number) FROM messages' },
]

/** What there is becomes the first part and goes on growing for so long: enough for a migration that has to be tried again. */
const FIRST_PART_MS = 30 * DAY_MS

/** As spans.ts: this page of history must not change with it. */
const NUMBERS_A_SPAN = 2 ** 20

const SPANS_A_PART = 16

/**
 * On PostgreSQL the tables that only grow are put into parts, so that what is past its time is dropped
 * and not deleted. Nothing is copied, and no index is built: the present table becomes the first part.
 * PostgreSQL need not read it for that, since a constraint that was validated beforehand says what it holds.
 */
export const growth: Migration = {
  id: 8,
  name: 'what only grows, in parts',
  prepare: (dialect, now) =>
    dialect === 'sqlite'
      ? []
      : [
          ...BY_TIME.flatMap(({ name, by }) => [
            addCheck(name, `${by} < ${firstEnd(now)}`),
            validate(name),
          ]),
          ...BY_SPAN.flatMap((table) => [
            withFirstSpan(table, addCheck(table.name, 'span < %s')),
            validate(table.name),
          ]),
        ],
  statements: (dialect, now) => [
    `CREATE INDEX phone_verifications_by_end ON phone_verifications (expires_at)`,
    ...(dialect === 'sqlite'
      ? []
      : [
          // Behind a long reader it would wait, and every writer behind it: rather fail and be tried again.
          `SET LOCAL lock_timeout = '5s'`,
          ...BY_TIME.flatMap((table) => putIntoParts(table, attach(table.name, firstEnd(now)))),
          ...BY_SPAN.flatMap((table) =>
            putIntoParts(table, withFirstSpan(table, attach(table.name, '%s'))),
          ),
        ]),
  ],
}

function firstEnd(now: number): number {
  return dayOf(now) + FIRST_PART_MS
}

function checkOf(name: string): string {
  return `${name}_first_check`
}

/** Looks at no row: VALIDATE does. */
function addCheck(name: string, condition: string): string {
  return `ALTER TABLE IF EXISTS ${name} DROP CONSTRAINT IF EXISTS ${checkOf(name)},
    ADD CONSTRAINT ${checkOf(name)} CHECK (${condition}) NOT VALID`
}

/** Reads the table beside its writers. */
function validate(name: string): string {
  return `ALTER TABLE IF EXISTS ${name} VALIDATE CONSTRAINT ${checkOf(name)}`
}

function attach(name: string, end: number | string): string {
  return `ALTER TABLE ${name} ATTACH PARTITION ${name}_first FOR VALUES FROM (MINVALUE) TO (${end})`
}

/** A bound two parts behind the last number, so that it is the same one a moment later. */
function withFirstSpan({ last }: { readonly last: string }, statement: string): string {
  const part = NUMBERS_A_SPAN * SPANS_A_PART
  return `DO $$ BEGIN EXECUTE format('${statement}', (coalesce((${last}), 0) / ${part} + 2) * ${SPANS_A_PART}); END $$`
}

function putIntoParts({ name, by, number }: TableInParts, attachFirst: string): readonly string[] {
  const numbered =
    number === undefined
      ? []
      : [
          // The numbers go on where the sequence stood, not where the rows end: followers have a place in them.
          `CREATE SEQUENCE ${name}_numbers`,
          `SELECT setval('${name}_numbers', last_value, is_called) FROM ${name}_${number}_seq`,
          `ALTER TABLE ${name} ALTER COLUMN ${number} DROP IDENTITY`,
          `ALTER TABLE ${name} ALTER COLUMN ${number} SET DEFAULT nextval('${name}_numbers')`,
        ]
  return [
    ...numbered,
    `ALTER TABLE ${name} RENAME TO ${name}_first`,
    // Without keys of its own: a key of all parts would have to hold the time too, and building it takes as long as there are rows.
    `CREATE TABLE ${name} (LIKE ${name}_first INCLUDING DEFAULTS) PARTITION BY RANGE (${by})`,
    attachFirst,
    `ALTER TABLE ${name}_first DROP CONSTRAINT IF EXISTS ${checkOf(name)}`,
    // For the clock that is wrong, and for a server that may not make parts.
    `CREATE TABLE ${name}_rest (LIKE ${name}_first INCLUDING ALL)`,
    `ALTER TABLE ${name} ATTACH PARTITION ${name}_rest DEFAULT`,
  ]
}
