import { DEVICE_COMMANDS } from './device-command-list.ts'
import type { Command } from './usage.ts'

const ID_OR_NAME = 'ID|NAME'
const USER = 'AUTHY_ID|+PHONE'
const NOTHING = { names: [], least: 0 }
const NO_OPTIONS = {}

export const COMMANDS: readonly Command[] = [
  {
    name: 'serve',
    about: 'Starts the service. The first start creates an app and prints its API key.',
    positionals: NOTHING,
    options: NO_OPTIONS,
    more: [
      'Ctrl-C lets what is under way finish; a second one stops at once.',
      'Settings come from the environment: docs/configuration.md.',
    ],
    load: async () => (await import('./commands/serve.ts')).serveUntilStopped,
  },
  {
    name: 'app create',
    about: 'Creates an app and prints its API key, this once.',
    positionals: NOTHING,
    options: {
      name: { type: 'string', value: 'NAME', about: '1 to 30 characters; stands in every message' },
      plan: { type: 'string', value: 'PLAN', about: 'production (the default) or sandbox' },
    },
    more: ['In the sandbox plan nothing is sent, and the token 0000000 verifies for everybody.'],
    load: async () => (await import('./commands/app.ts')).createAnApp,
  },
  {
    name: 'app list',
    about: 'Lists the apps.',
    positionals: NOTHING,
    options: {
      all: { type: 'boolean', about: "the service's own too, in which operators are users" },
    },
    more: [],
    load: async () => (await import('./commands/app.ts')).listAllApps,
  },
  {
    name: 'app show',
    about: 'Shows an app and its settings.',
    positionals: { names: [ID_OR_NAME], least: 1 },
    options: NO_OPTIONS,
    more: [],
    load: async () => (await import('./commands/app.ts')).showApp,
  },
  {
    name: 'app set',
    about: 'Changes the name, the plan or one setting of an app.',
    positionals: { names: [`[${ID_OR_NAME}]`, 'KEY', 'VALUE'], least: 2 },
    options: NO_OPTIONS,
    more: [
      'KEY is name, plan, or a setting that `app show` lists. Running servers follow within a second.',
      'The app may be left out where there is exactly one.',
    ],
    load: async () => (await import('./commands/app.ts')).setApp,
  },
  {
    name: 'app rotate-key',
    about: 'Gives an app a new API key and ends the former ones.',
    positionals: { names: [ID_OR_NAME], least: 1 },
    options: {
      overlap: {
        type: 'string',
        value: 'MINUTES',
        about: 'how long the former keys go on working; 0 unless given',
      },
    },
    more: [],
    load: async () => (await import('./commands/app.ts')).rotateKey,
  },
  {
    name: 'app callback',
    about: 'Shows or sets where an app is told what its users answered.',
    positionals: { names: [ID_OR_NAME], least: 1 },
    options: {
      url: {
        type: 'string',
        value: 'URL',
        about: 'sets it, and enables a callback that was disabled',
      },
      method: { type: 'string', value: 'METHOD', about: 'POST (the default) or GET' },
      remove: { type: 'boolean', about: 'takes the URL away' },
      test: { type: 'boolean', about: 'sends the sample to the URL and says what came of it' },
    },
    more: ['Without options it shows the URL, the failures in a row, and why it was disabled.'],
    load: async () => (await import('./commands/app-callback.ts')).appCallback,
  },
  {
    name: 'operator invite',
    about: 'Makes a one-time link for a new operator of the console, or for one who is locked out.',
    positionals: NOTHING,
    options: {
      email: {
        type: 'string',
        value: 'EMAIL',
        about: 'of whom it is for; of an operator, it renews their way in',
      },
      role: {
        type: 'string',
        value: 'ROLE',
        about: 'owner (the default), operator or support, in all apps',
      },
    },
    more: ['Whoever opens the link first has it: hand it over where nobody else reads it.'],
    load: async () => (await import('./commands/operator.ts')).inviteAnOperator,
  },
  {
    name: 'operator list',
    about: 'Lists the operators of the console.',
    positionals: NOTHING,
    options: NO_OPTIONS,
    more: [],
    load: async () => (await import('./commands/operator.ts')).listAllOperators,
  },
  {
    name: 'outbox',
    about: 'Shows the last messages, with their tokens.',
    positionals: NOTHING,
    options: {
      follow: { type: 'boolean', about: 'goes on with each new one until Ctrl-C' },
      to: {
        type: 'string',
        value: 'RECIPIENT',
        about: 'only to this +phone number or e-mail address',
      },
      limit: { type: 'string', value: 'N', about: 'how many, 1 to 1000; 20 unless given' },
    },
    more: [],
    load: async () => (await import('./commands/outbox.ts')).showOutbox,
  },
  {
    name: 'user show',
    about: 'Shows a person and how they stand in each app.',
    positionals: { names: [USER], least: 1 },
    options: NO_OPTIONS,
    more: [],
    load: async () => (await import('./commands/user.ts')).showUser,
  },
  {
    name: 'user unsuspend',
    about: 'Lifts the suspension that too many wrong tokens brought, and forgets these.',
    positionals: { names: [USER], least: 1 },
    options: {
      app: {
        type: 'string',
        value: ID_OR_NAME,
        about: 'in this app only; in all of them unless given',
      },
    },
    more: [],
    load: async () => (await import('./commands/user.ts')).unsuspendUser,
  },
  ...DEVICE_COMMANDS,
  {
    name: 'backup',
    about: 'Copies the SQLite database into a file, beside a running server.',
    positionals: { names: ['FILE'], least: 1 },
    options: { force: { type: 'boolean', about: 'writes over a file that is there' } },
    more: [
      'The copy is of one moment, and checked. The master key is never in it.',
      'PostgreSQL is backed up with its own tools: docs/operate.md.',
    ],
    load: async () => (await import('./commands/backup.ts')).backUp,
  },
  {
    name: 'restore',
    about: 'Puts a backup in the place of the SQLite database, while no server runs.',
    positionals: { names: ['[FILE]'], least: 0 },
    options: {
      force: {
        type: 'boolean',
        about: 'in the place of one that is there, which is kept beside it',
      },
    },
    more: [
      'Ends what may have been used since: tokens that were sent, requests that wait, sessions.',
      'With DATABASE_URL, and without FILE, it does that alone, after PostgreSQL was restored.',
    ],
    load: async () => (await import('./commands/restore.ts')).restore,
  },
  {
    name: 'keys',
    about: 'Shows how many sealed fields are under each master key, and which key may go.',
    positionals: NOTHING,
    options: NO_OPTIONS,
    more: [
      'Reads every sealed field. A running server seals anew what is not under the first key.',
    ],
    load: async () => (await import('./commands/keys.ts')).showKeys,
  },
  {
    name: 'migrate',
    about: 'Brings the database up to date.',
    positionals: NOTHING,
    options: NO_OPTIONS,
    more: ['`serve` does this too when it starts.'],
    load: async () => (await import('./commands/migrate.ts')).migrateDatabase,
  },
  {
    name: 'doctor',
    about: 'Checks what the service needs, and says what to do about what is missing.',
    positionals: NOTHING,
    options: NO_OPTIONS,
    more: ['Changes nothing and sends nothing. Exits with 1 if there is any problem.'],
    load: async () => (await import('./commands/doctor.ts')).examine,
  },
]
