import { statfsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** Where Linux keeps files in memory. */
const IN_MEMORY = '/dev/shm'

/** All that the tests write at a time, several times over. */
const ENOUGH_BYTES = 2 ** 31

// Every test has a database of its own, and none need outlive a power cut: without a disk they take a
// third of the time. Containers often have a small one; there, tests use the usual folder.
if (process.env['TMPDIR'] === undefined && hasRoom()) process.env['TMPDIR'] = IN_MEMORY

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize >= ENOUGH_BYTES
  } catch {
    return false
  }
}

/** These files run twice, once on each database: DESIGN §6, "the same files on SQLite and on PostgreSQL". */
const onBothDatabases = [
  'apps/server/test/{store,actions,routes,attacks,worker}/**/*.test.ts',
  // The command's other files never look at the database, or only by acts that are tested on both.
  'apps/cli/test/{app,built,doctor,serve}.test.ts',
  'conformance/**/*.test.ts',
  'torture/test/torture.test.ts',
  // The client at a real service, on each Node that it supports.
  'packages/client/test/service/*.test.ts',
]

/** Several nodes share PostgreSQL, and lose it: SQLite has one process. */
const onPostgres = ['apps/server/test/nodes/**/*.test.ts', 'torture/test/two-nodes.test.ts']

/** Functions alone: no database, no process, no native addon. They share a process, which is half of their time. */
const pure = [
  'packages/{otp,wire}/test/**/*.test.ts',
  'packages/device/test/*.test.ts',
  'apps/server/test/{domain,languages}/**/*.test.ts',
  'apps/authenticator/test/*.test.ts',
]

/** These need a Chromium, which is no dependency. */
const inBrowser = ['apps/*/test/web/**/*.test.ts', 'examples/*/test/web/**/*.test.ts']

/** They measure time in a browser: what else a machine does would be in it. */
const timed = ['apps/console/test/web/paint.test.ts']

/** Builds the command, for tests that start it or its threads. */
const BUILT = 'apps/server/test/built-for-tests.ts'

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    execArgv: ['--conditions=source'],
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: pure, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/*/test/**/*.test.ts',
            'apps/*/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'docs/test/**/*.test.ts',
            'deploy/test/**/*.test.ts',
            'torture/test/**/*.test.ts',
          ],
          exclude: [...pure, ...onBothDatabases, ...onPostgres, ...inBrowser],
          globalSetup: [BUILT],
        },
      },
      {
        extends: true,
        test: {
          name: 'web',
          // A journey is as slow as the browser, which shares the processors with other tests.
          testTimeout: 60_000,
          // What is polled for is a page that draws, or a service that answers it: as patient as its locators.
          expect: { poll: { timeout: 10_000 } },
          include: inBrowser,
          exclude: timed,
          globalSetup: [
            BUILT,
            'apps/authenticator/test/web/build.ts',
            'apps/console/test/web/build.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          testTimeout: 60_000,
          include: timed,
          globalSetup: ['apps/console/test/web/build.ts'],
          // One at a time, after all others.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: onBothDatabases,
          env: { TEST_DATABASE: 'sqlite' },
          globalSetup: [BUILT],
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          // The database is apart from the process, so files may share one; SQLite's threads may not.
          isolate: false,
          include: [...onBothDatabases, ...onPostgres],
          env: { TEST_DATABASE: 'postgres' },
          globalSetup: [BUILT, 'apps/server/test/postgres-for-tests.ts'],
        },
      },
    ],
  },
})
