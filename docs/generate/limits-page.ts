import { BOUNDS } from '../../apps/server/src/domain/app-settings.ts'
import { count } from './limit-words.ts'
import { ASKING, CALLBACKS, DEVICES, GUESSING, type Limit, REQUESTS, SENDING } from './limits.ts'

/** docs/limits.md: every limit with its number out of the code, and what it is there for. */
export function limitsPage(): string {
  return `# Limits and what they protect

<!-- Written by \`npm run docs\` from docs/generate/limits-page.ts; the numbers come from the code. -->

A second factor of seven digits is only as good as the limits on guessing it, and an SMS only as cheap as the limits on
sending it. Each limit is decided by one conditional statement in the database, so a hundred requests at
once get through no more than one after another. A limit that cannot be read counts as reached.

Where a setting is named, it is one of the app: \`npx countersign app set "My app" sendsPerPhone 20\`
([cli.md](cli.md#app-set) has them all). The others are the same for everybody. What a single parameter may hold is written
beside it, in [the wire](wire/README.md).

**Pass \`user_ip\`.** The limits for each address count only where your application sends the address of the person's
browser as \`user_ip\`. Without it, one machine that guesses against all of your users is seen only by the limit of the
whole app. An IPv6 address counts as its /64 network, since whoever has one address of it has all.

## Guessing tokens

${table(GUESSING)}

A wrong token that goes over a limit is answered like any other that meets it: the answer does not tell that the guess
was wrong.

Who goes on after the limit of an address or an app is refused without being looked at. From the fiftieth refusal in a
second on, an answer takes a quarter of a second: a flood slows itself down, and no other app.

## Sending messages

${table(SENDING)}

## Asking for approvals

${table(ASKING)}

## Callbacks

${table(CALLBACKS)}

## Registering devices

These meet whoever registers an authenticator, not your application.

${table(DEVICES)}

## Requests of any kind

${table(REQUESTS)}

A setting takes numbers within bounds: ${bounds()}.
`
}

function table(limits: readonly Limit[]): string {
  const rows = limits.map(({ what, limit, setting, stops, answer }) => {
    const name = setting === undefined ? '' : `\`${setting}\``
    return `| ${what} | ${limit} | ${name} | ${stops} | ${answer} |`
  })
  return `| What | Limit | Setting | What it stops | What the caller is answered |
| --- | --- | --- | --- | --- |
${rows.join('\n')}`
}

function bounds(): string {
  return Object.entries(BOUNDS)
    .map(([name, [least, most]]) => `\`${name}\` ${count(least)} to ${count(most)}`)
    .join(', ')
}
