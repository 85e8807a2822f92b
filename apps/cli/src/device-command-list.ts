import type { Command } from './usage.ts'

const NOTHING = { names: [], least: 0 }
const FILE_OPTION = {
  file: {
    type: 'string',
    value: 'PATH',
    about: 'where this device is kept; ~/.config/countersign/device.json unless given',
  },
} as const

/** The terminal authenticator: clients of the service, which open no database. */
export const DEVICE_COMMANDS: readonly Command[] = [
  {
    name: 'device register',
    about: 'Makes this terminal an authenticator of yours.',
    positionals: NOTHING,
    options: {
      phone: { type: 'string', value: '+PHONE', about: 'the number that your apps know you by' },
      via: {
        type: 'string',
        value: 'VIA',
        about:
          'how to prove that it is yours: sms (the default), call, or device, one that you have',
      },
      code: { type: 'string', value: 'CODE', about: 'completes it with the code that came' },
      name: { type: 'string', value: 'NAME', about: 'of this device; its host name unless given' },
      server: {
        type: 'string',
        value: 'URL',
        about: 'where the service is; http://127.0.0.1:8080 unless given',
      },
      ...FILE_OPTION,
    },
    more: [
      'A terminal asks for the code; a script runs the command again with --code.',
      'Once it has begun, --via without --phone sends the code again.',
    ],
    load: async () => (await import('./commands/device-register.ts')).registerDevice,
  },
  {
    name: 'device tokens',
    about: 'Shows the tokens of now, without a network too.',
    positionals: NOTHING,
    options: FILE_OPTION,
    more: [],
    load: async () => (await import('./commands/device-approvals.ts')).showTokens,
  },
  {
    name: 'device approvals',
    about: 'Shows what waits for your approval, with all its details.',
    positionals: NOTHING,
    options: {
      past: { type: 'boolean', about: 'those that are answered or expired, in place of these' },
      limit: { type: 'string', value: 'N', about: 'how many past ones, 1 to 100; 20 unless given' },
      before: { type: 'string', value: 'UUID', about: 'those past ones that came before this one' },
      ...FILE_OPTION,
    },
    more: [],
    load: async () => (await import('./commands/device-approvals.ts')).showApprovals,
  },
  {
    name: 'device approve',
    about: 'Approves a request, and signs that with all its details.',
    positionals: { names: ['UUID'], least: 1 },
    options: {
      number: { type: 'string', value: 'N', about: 'the two digits of the login page' },
      yes: { type: 'boolean', about: 'does not ask once more in a terminal' },
      ...FILE_OPTION,
    },
    more: [],
    load: async () => (await import('./commands/device-approvals.ts')).approve,
  },
  {
    name: 'device deny',
    about: 'Denies a request.',
    positionals: { names: ['UUID'], least: 1 },
    options: {
      'not-me': { type: 'boolean', about: 'tells the app that somebody else asked' },
      ...FILE_OPTION,
    },
    more: [
      'With --not-me its pushes pause until a token of yours verifies, or `device resume`.',
      'It works afterwards too.',
    ],
    load: async () => (await import('./commands/device-approvals.ts')).deny,
  },
  {
    name: 'device watch',
    about: 'Shows what happens as it happens, until Ctrl-C.',
    positionals: NOTHING,
    options: FILE_OPTION,
    more: [],
    load: async () => (await import('./commands/device-watch.ts')).watch,
  },
  {
    name: 'device list',
    about: 'Lists your devices, this one first.',
    positionals: NOTHING,
    options: FILE_OPTION,
    more: [],
    load: async () => (await import('./commands/device.ts')).listDevices,
  },
  {
    name: 'device rename',
    about: 'Gives this device another name.',
    positionals: { names: ['NAME'], least: 1 },
    options: FILE_OPTION,
    more: [],
    load: async () => (await import('./commands/device.ts')).renameDevice,
  },
  {
    name: 'device revoke',
    about: 'Ends a device of yours, and its tokens.',
    positionals: { names: ['ID'], least: 1 },
    options: FILE_OPTION,
    more: [],
    load: async () => (await import('./commands/device.ts')).revokeDevice,
  },
  {
    name: 'device let-in',
    about: 'Shows which devices ask to be let in, or answers one.',
    positionals: { names: ['[ID]'], least: 0 },
    options: {
      number: { type: 'string', value: 'N', about: 'the two digits that the other device shows' },
      refuse: { type: 'boolean', about: 'keeps it out' },
      ...FILE_OPTION,
    },
    more: [],
    load: async () => (await import('./commands/device.ts')).letIn,
  },
  {
    name: 'device resume',
    about: 'Shows which apps pause their pushes after --not-me, or lets one go on.',
    positionals: { names: ['[ID]'], least: 0 },
    options: FILE_OPTION,
    more: [],
    load: async () => (await import('./commands/device.ts')).resumePushes,
  },
  {
    name: 'device sign-out',
    about: 'Ends this device and deletes its keys.',
    positionals: NOTHING,
    options: FILE_OPTION,
    more: ['The keys go also where the service does not answer.'],
    load: async () => (await import('./commands/device.ts')).signOut,
  },
]
