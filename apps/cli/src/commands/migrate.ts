import { migrate } from '@countersign/server'
import type { Invocation } from '../invocation.ts'
import { placeOf, withDatabase } from '../open.ts'
import { DONE, type Outcome } from '../outcome.ts'

export async function migrateDatabase({ print }: Invocation): Promise<Outcome> {
  return await withDatabase(async (deps, config) => {
    const migrated = await migrate(deps.db, deps.dialect, deps.now())
    const place = placeOf(config)
    print.result(
      { database: deps.dialect, place, migrated },
      migrated.length === 0
        ? `The database in ${place} is up to date.`
        : [
            `Brought the database in ${place} up to date:`,
            ...migrated.map((name) => `  ${name}`),
          ].join('\n'),
    )
    return DONE
  })
}
