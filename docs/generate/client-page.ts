import { type CallDocumentation, readFunctions, readMembers, readModules } from './read-client.ts'

const INTRODUCTION = `# The client library

Every call of \`@countersign/client\`, made from its sources. How to install it, and how the calls go together:
[Add a second factor to a login](add-a-second-factor.md).

- A call that was done answers \`{ ok: true, … }\`. An expected _no_ answers \`{ ok: false, reason }\`, and the compiler makes
  you look at it. Every \`throttled\` has \`retryAfterMs\`.
- A fault is thrown as a \`CountersignError\` ([below](#faults)).
- Every call takes \`{ signal, timeoutMs }\` as its last argument.
- What only reads is tried again after a fault, and so is an approval request with an \`idempotencyKey\`. What sends, checks or
  makes something is not: it may have been done.
- Times are milliseconds since 1970, unless the name says seconds.
`

/** docs/client.md */
export function clientPage(): string {
  const functions = readFunctions()
  const [createClient, ...others] = functions
  const sections = readModules().map(({ title, text, calls }) =>
    [`## ${title}`, introduced(text), ...calls.map((call) => callSection(call))].join('\n\n'),
  )
  const [signed, ...callbacks] = others
  return `${[
    INTRODUCTION,
    createClient === undefined ? '' : callSection(createClient, '##'),
    table(['Option', 'Meaning'], readMembers('options', 'ClientOptions')),
    ...sections,
    '## What a person signed',
    signed === undefined ? '' : callSection(signed),
    '## Callbacks',
    'What an app does with them: [Callbacks](callbacks.md).',
    ...callbacks.map((call) => callSection(call)),
    table(['Option', 'Meaning'], readMembers('verify-callback', 'CallbackOptions')),
    table(['Refused as', 'When'], readMembers('verify-callback', 'CallbackRefusal')),
    '## Faults',
    'A `CountersignError` has a `code`, and where there was an answer its `status`, `errorCode` ([Errors](errors.md)), `requestId` and `retryAfterMs`.',
    table(['`code`', 'When'], readMembers('countersign-error', 'CountersignErrorCode')),
  ].join('\n\n')}\n`
}

function callSection(call: CallDocumentation, level = '###'): string {
  const { name, text, params, answers, reasons, example } = call
  return [
    `${level === '##' ? '##' : '###'} ${name}`,
    text,
    ...(params.length === 0
      ? []
      : [params.map(([param, said]) => `- \`${param}\`: ${said}`).join('\n')]),
    ...(answers.length === 0 ? [] : [`Answers ${listed(answers)}.`]),
    ...(reasons.length === 0 ? [] : [`Refused as ${listed(reasons)}.`]),
    `\`\`\`ts\n${example}\n\`\`\``,
  ].join('\n\n')
}

function listed(named: readonly (readonly [string, string])[]): string {
  return named.map(nameAndText).join(', ')
}

function nameAndText([name, text]: readonly [string, string]): string {
  const said = text.replace(/\.$/, '').replaceAll('. ', '; ')
  return said === '' ? `\`${name}\`` : `\`${name}\` (${said[0]?.toLowerCase()}${said.slice(1)})`
}

/** Faults are said once, at the top; a section of the contract is a link. */
function introduced(text: string): string {
  return text
    .replace(/ Every call throws CountersignError for a fault\.$/, '')
    .replace(
      / \(docs\/wire §(\d)\)/,
      (_, section: string) => `: [contract](wire/${PAGES[section]})`,
    )
}

const PAGES: Readonly<Record<string, string>> = {
  '3': 'users.md',
  '4': 'tokens.md',
  '5': 'app.md',
  '6': 'phone-verification.md',
  '7': 'onetouch.md',
}

function table(heads: readonly string[], rows: readonly (readonly [string, string])[]): string {
  return [heads, heads.map(() => '---'), ...rows.map(([name, text]) => [`\`${name}\``, text])]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
