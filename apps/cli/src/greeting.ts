import type { App, Config } from '@countersign/server'
import { columns } from './print.ts'

interface Start {
  readonly version: string
  readonly url: string
  /** Where the data is. */
  readonly place: string
  readonly dialect: 'sqlite' | 'postgres'
  /** As DATA_DIR names it; absent where it is the default. */
  readonly dataDir: string | undefined
  readonly channels: Config['delivery']['order']
  /** Makes the first operator; absent where there is one. */
  readonly firstLink: string | undefined
}

/** What `serve` says on a database that has apps. */
export function startText(start: Start & { readonly apps: number }): string {
  const { version, url, place, apps } = start
  return [
    `Countersign ${version} is ready: ${url}`,
    '',
    columns([
      ['Console', `${url}/console/`],
      ['Authenticator', `${url}/authenticator/`],
      ['Reference', `${url}/docs`],
      ['Data', `kept in ${place}, with ${apps === 1 ? '1 app' : `${apps} apps`}`],
      ['Messages', messagesText(start)],
      ['Stop', 'Ctrl-C'],
    ]),
    '',
    ...linkLines(start),
  ].join('\n')
}

/** What `serve` says when it has just made the first app, with calls to try. */
export function firstStartText(
  start: Start & { readonly app: App; readonly apiKey: string },
): string {
  const { version, url, place, app, apiKey } = start
  return [
    `Countersign ${version} is ready: ${url}`,
    '',
    'This is its first start, so it made an app for you:',
    columns([
      ['App', app.name],
      ['API key', apiKey],
    ]),
    `The key is shown this once. For another one: npx countersign app rotate-key ${app.id}`,
    '',
    'Try it: paste these lines into another terminal, opened in this folder. They register',
    '+1 555 123 4567, send a token by SMS, look for it in the outbox, and verify it.',
    ...(start.dialect === 'postgres'
      ? ['That terminal needs DATABASE_URL and MASTER_KEY as this one has them.']
      : []),
    '',
    ...firstCalls(start, apiKey).map((line) => `  ${line}`.trimEnd()),
    '',
    columns([
      ['Console', `${url}/console/`],
      ['Authenticator', `${url}/authenticator/`],
      ['Reference', `${url}/docs`],
      ['Data', `kept in ${place}`],
      ['Messages', messagesText(start)],
      ['Stop', 'Ctrl-C'],
    ]),
    '',
    ...linkLines(start),
  ].join('\n')
}

/** Last, and on a line of its own: it is what whoever starts it for the first time opens next. */
function linkLines({ firstLink }: Start): readonly string[] {
  if (firstLink === undefined) return []
  return [
    'The console has no operator yet. Become its first by this link, which works once, for a day,',
    'and until the next start:',
    `  ${firstLink}`,
    '',
  ]
}

/**
 * Registers a person, sends a token, looks into the outbox, and verifies: lines for a POSIX shell.
 * No comments among them: an interactive zsh takes `#` for a command.
 */
function firstCalls({ url, dialect, dataDir }: Start, apiKey: string): readonly string[] {
  return [
    ...(dialect === 'sqlite' && dataDir !== undefined
      ? [`export DATA_DIR=${quoted(dataDir)}`]
      : []),
    `API=${quoted(`${url}/protected/json`)}`,
    `KEY=${quoted(`X-Authy-API-Key: ${apiKey}`)}`,
    'ANSWER=$(curl -s "$API/users/new" -H "$KEY" -d "user[email]=anna@example.com" \\',
    '  -d "user[country_code]=1" -d "user[cellphone]=555-123-4567"); echo "$ANSWER"',
    `ID=$(echo "$ANSWER" | sed 's/.*"id":\\([0-9]*\\).*/\\1/')`,
    'curl -s "$API/sms/$ID?force=true" -H "$KEY"; echo',
    'npx countersign outbox',
    'TOKEN=$(npx countersign outbox --to +15551234567 --limit 1 --json |',
    `  sed 's/.*"token":"\\([0-9]*\\)".*/\\1/')`,
    'curl -s "$API/verify/$TOKEN/$ID" -H "$KEY"; echo',
  ]
}

function messagesText({ channels }: Start): string {
  const sending = Object.entries(channels).flatMap(([channel, providers]) =>
    providers.some((provider) => provider !== 'outbox') ? [channel] : [],
  )
  return sending.length === 0
    ? 'shown by `npx countersign outbox` and sent nowhere; docs/configuration.md says how to send them'
    : `sent by ${sending.join(', ')}; shown by \`npx countersign outbox\` too`
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
