import { untilStopped } from '@countersign/server/until-stopped'
import { type Demo, startDemo } from './start-demo.ts'

const PORTS = [
  { name: 'PORT', standard: 8080, what: 'service' },
  { name: 'LOGIN_PORT', standard: 3000, what: 'login' },
  { name: 'OUTBOX_PORT', standard: 3001, what: 'outbox' },
] as const

const ports = readPorts()
const dataDir = process.env['DATA_DIR'] ?? './data/demo'
const isSeeded = readSeeded()
const stopped = untilStopped()
let demo: Demo
try {
  demo = await startDemo({ dataDir, ports, isSeeded, log: (line) => console.error(line) })
} catch (error) {
  console.error(explain(error))
  process.exit(1)
}
console.log(greeting(demo))
await stopped
console.log('\nStopping.')
await demo.close()

/** `--seed-data` is all that can be asked. */
function readSeeded(): boolean {
  const asked = process.argv.slice(2)
  if (asked.every((each) => each === '--seed-data')) return asked.length > 0
  console.error(`Expected --seed-data or nothing; got ${asked.join(' ')}.`)
  process.exit(2)
}

function readPorts(): Record<(typeof PORTS)[number]['what'], number> {
  const read = ({ name, standard }: (typeof PORTS)[number]) => {
    const text = process.env[name] ?? String(standard)
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
    console.error(`${name}: expected a port from 0 to 65535; 0 takes any free one.`)
    process.exit(2)
  }
  const [service, login, outbox] = PORTS
  return { service: read(service), login: read(login), outbox: read(outbox) }
}

function greeting({ urls }: Demo): string {
  return `The demo is ready.

  Login app      ${urls.login}
  Authenticator  ${urls.authenticator}
  Outbox         ${urls.outbox}
  Service        ${urls.service}
  Console        ${urls.console}

Try it in two browser windows, side by side:

  1. In the first, open the login app and an account, with any phone number such as +1 555 123 4567.
     The code is in the outbox.
  2. In the second, open the authenticator and register the same number. Its code is in the outbox too.
  3. Log out and in again. The second window asks; type the number that the first one shows, and hold
     Approve. The first one goes on by itself.
  4. Send money, and see what you signed. Deny a login, and take a code by SMS instead.

  5. Open the console: its link makes you the first operator. The handset there shows the same messages
     as the outbox, and each person's page what happened to them.
${isSeeded ? '' : '\nFor a console with four weeks of life in it, start over with `npm run demo -- --seed-data`.\n'}
Data is kept in ${dataDir}. Ctrl-C stops everything.
`
}

function explain(error: unknown): string {
  const facts: ReadonlyMap<string, unknown> = new Map(
    typeof error === 'object' && error !== null ? Object.entries(error) : [],
  )
  if (facts.get('code') === 'EADDRINUSE') {
    const port = facts.get('port')
    const { name, what } = PORTS.find((one) => ports[one.what] === port) ?? PORTS[0]
    return [
      `Port ${String(port)} is in use by another program.`,
      `Stop that program, or set ${name} to a free one for the ${what}, as in \`${name}=${Number(port) + 100} npm run demo\`; 0 takes any.`,
    ].join('\n')
  }
  return `The demo could not start: ${error instanceof Error ? error.message : String(error)}`
}
