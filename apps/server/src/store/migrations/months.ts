import type { Migration } from './migration.ts'

export const months: Migration = {
  id: 7,
  name: 'counters by month',
  statements: (dialect) => {
    const clustered = dialect === 'sqlite' ? 'WITHOUT ROWID' : ''
    // As in daily_counters: names are read by their beginning.
    const byBytes = dialect === 'sqlite' ? '' : 'COLLATE "C"'
    return [
      `CREATE TABLE monthly_counters (
        app_id BIGINT NOT NULL,
        name TEXT ${byBytes} NOT NULL,
        month BIGINT NOT NULL,
        count BIGINT NOT NULL,
        PRIMARY KEY (app_id, name, month)
      ) ${clustered}`,
    ]
  },
}
