import type { Migration } from './migration.ts'

export const people: Migration = {
  id: 5,
  name: 'what the console asks of people and messages',
  statements: (dialect) => {
    const clustered = dialect === 'sqlite' ? 'WITHOUT ROWID' : ''
    return [
      `CREATE TABLE followers (
        name TEXT PRIMARY KEY,
        last_number BIGINT NOT NULL
      )`,
      // Begins with the span, so that new entries fall on few pages and not all over a tree of every
      // person: written in batches, in order, it costs a fraction of a page for each event.
      `CREATE TABLE user_events (
        span BIGINT NOT NULL,
        authy_id BIGINT NOT NULL,
        event_id BIGINT NOT NULL,
        app_id BIGINT NOT NULL,
        PRIMARY KEY (span, authy_id, event_id)
      ) ${clustered}`,
      `CREATE TABLE recipient_messages (
        span BIGINT NOT NULL,
        to_hash TEXT NOT NULL,
        number BIGINT NOT NULL,
        app_id BIGINT NOT NULL,
        PRIMARY KEY (span, to_hash, number)
      ) ${clustered}`,
      // At the end of each app's own part of the tree: a few pages for all the messages of a moment.
      `CREATE INDEX messages_by_app ON messages (app_id, number)`,
      `ALTER TABLE messages ADD COLUMN cost TEXT`,
      `ALTER TABLE messages ADD COLUMN resent_from TEXT`,
      `ALTER TABLE messages ADD COLUMN resent_at BIGINT`,
      `CREATE INDEX app_users_by_creation ON app_users (created_at, app_id, authy_id)`,
      `CREATE INDEX app_users_by_app ON app_users (app_id, created_at, authy_id)`,
      `CREATE INDEX app_users_suspended ON app_users (suspended_at, app_id, authy_id)
        WHERE suspended_at IS NOT NULL`,
    ]
  },
}
