import { parseArgs } from 'node:util'
import { commandHelp, type Command } from './usage.ts'
import { type Failure, misuse } from './outcome.ts'
import { createPrinter, type Printer } from './print.ts'

/** One command line, read as its command says. */
export interface Invocation {
  readonly positionals: readonly string[]
  readonly text: (option: string) => string | undefined
  readonly isSet: (option: string) => boolean
  readonly print: Printer
}

export type ParsedInvocation =
  | { readonly result: 'run'; readonly invocation: Invocation }
  | { readonly result: 'help'; readonly help: string }
  | Failure

export function parseInvocation(command: Command, args: readonly string[]): ParsedInvocation {
  const parsed = parse(command, args)
  if (typeof parsed === 'string') return misuse(parsed, seeHelp(command))
  const { values, positionals } = parsed
  if (values['help'] === true) return { result: 'help', help: commandHelp(command) }
  const { names, least } = command.positionals
  if (positionals.length < least || positionals.length > names.length) {
    const expected = names.length === 0 ? 'nothing' : names.join(' ')
    const came = positionals.length === 0 ? 'nothing' : JSON.stringify(positionals.join(' '))
    return misuse(
      `Expected ${expected} after \`countersign ${command.name}\`, got ${came}.`,
      seeHelp(command),
    )
  }
  return {
    result: 'run',
    invocation: {
      positionals,
      text: (option) => {
        const value = values[option]
        return typeof value === 'string' ? value : undefined
      },
      isSet: (option) => values[option] === true,
      print: createPrinter({ isJson: values['json'] === true }),
    },
  }
}

/** The values, or the sentence that says what is wrong with them. */
function parse(command: Command, args: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: {
        ...command.options,
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    })
    const values: Readonly<Record<string, unknown>> = parsed.values
    return { values, positionals: parsed.positionals }
  } catch (error) {
    // parseArgs explains itself; what it says after the first sentence is on arguments that begin with a dash.
    const [sentence = 'The options were not understood'] =
      error instanceof Error ? error.message.split(/\. |\n/) : []
    return `${sentence.replace(/\.$/, '')}.`
  }
}

function seeHelp(command: Command): string {
  return `\`npx countersign ${command.name} --help\` shows what it takes.`
}
