import type { Invocation } from './invocation.ts'
import type { Outcome } from './outcome.ts'

/** One command as it is written, explained and found. Its code is loaded only when it runs: help answers at once. */
export interface Command {
  /** `app create` */
  readonly name: string
  readonly about: string
  readonly positionals: { readonly names: readonly string[]; readonly least: number }
  readonly options: Readonly<Record<string, Option>>
  /** Said below the options. */
  readonly more: readonly string[]
  readonly load: () => Promise<(invocation: Invocation) => Promise<Outcome>>
}

interface Option {
  readonly type: 'string' | 'boolean'
  /** What stands for the value in the help. */
  readonly value?: string
  readonly about: string
}

const JSON_OPTION = ['--json', 'one line of JSON for each result; mistakes as JSON too'] as const
const HELP_OPTION = ['--help', 'this text'] as const

export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return [
    'Countersign: two-factor authentication that you run yourself, and that speaks the Authy API.',
    '',
    'Usage: npx countersign COMMAND [options]',
    '',
    ...commands.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    '',
    '`npx countersign COMMAND --help` explains one of them; --version says which version this is.',
    'Settings come from the environment: docs/configuration.md. All of this, longer: docs/cli.md.',
  ].join('\n')
}

export function commandHelp(command: Command): string {
  const options: readonly (readonly [string, string])[] = [
    ...Object.entries(command.options).map(
      ([name, { value, about }]) =>
        [value === undefined ? `--${name}` : `--${name} ${value}`, about] as const,
    ),
    JSON_OPTION,
    HELP_OPTION,
  ]
  const width = Math.max(...options.map(([written]) => written.length))
  return [
    command.about,
    '',
    `Usage: npx countersign ${[command.name, ...command.positionals.names].join(' ')} [options]`,
    '',
    ...options.map(([written, about]) => `  ${written.padEnd(width)}  ${about}`),
    ...(command.more.length === 0 ? [] : ['', ...command.more]),
  ].join('\n')
}
