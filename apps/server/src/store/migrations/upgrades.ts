import type { Migration } from './migration.ts'

export const upgrades: Migration = {
  id: 9,
  name: 'which servers can still work with the schema',
  statements: () => [`ALTER TABLE schema_migrations ADD COLUMN least_server BIGINT`],
}
