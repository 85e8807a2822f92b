import { COMMANDS } from './command-list.ts'
import { explainError } from './explain-error.ts'
import { parseInvocation } from './invocation.ts'
import { DONE, misuse, type Outcome } from './outcome.ts'
import { createPrinter, jsonLine } from './print.ts'
import { commandHelp, programHelp, type Command } from './usage.ts'
import { VERSION } from './version.ts'

const args = process.argv.slice(2)
// Also where the rest of the line is not understood: a program that asked for JSON gets it.
const print = createPrinter({ isJson: args.includes('--json') })

for (const stream of [process.stdout, process.stderr]) {
  // Whoever read along has gone, as `head` does after its lines: that is no failure.
  stream.on('error', () => process.exit(0))
}
const outcome = await run().catch((error: unknown) => explainError(error))
if (outcome.result === 'failed') {
  const { error, hint } = outcome
  console.error(print.isJson ? jsonLine({ error, hint }) : `${error}\n${hint}`)
}
// Ends whatever a failed start left open, once both streams have taken what was written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(outcome.exitCode)))

async function run(): Promise<Outcome> {
  const [first, ...rest] = args
  if (first === '--version' || first === '-v') {
    print.result({ version: VERSION }, VERSION)
    return DONE
  }
  if (first === undefined || first === '--help' || first === '-h') return help([])
  if (first === 'help') return help(rest)
  const command = findCommand(args)
  if (command === undefined) return misunderstood(first, rest)
  const parsed = parseInvocation(command, args.slice(wordsOf(command).length))
  switch (parsed.result) {
    case 'failed':
      return parsed
    case 'help':
      console.log(parsed.help)
      return DONE
    case 'run': {
      const start = await command.load()
      return await start(parsed.invocation)
    }
  }
}

/** Of everything, of a group such as `app`, or of one command. */
function help(words: readonly string[]): Outcome {
  const command = findCommand(words)
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `))
  if (command !== undefined) console.log(commandHelp(command))
  else if (words.length === 0) console.log(programHelp(COMMANDS))
  else if (group.length > 0) console.log(programHelp(group))
  else return misunderstood(words[0] ?? '', words.slice(1))
  return DONE
}

function findCommand(words: readonly string[]): Command | undefined {
  return COMMANDS.find((command) => wordsOf(command).every((word, index) => words[index] === word))
}

function wordsOf(command: Command): readonly string[] {
  return command.name.split(' ')
}

function misunderstood(first: string, rest: readonly string[]): Outcome {
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `))
  if (group.length > 0 && (rest.includes('--help') || rest.includes('-h'))) return help([first])
  const hint = '`npx countersign help` lists the commands.'
  if (first.startsWith('-')) {
    return misuse(`Expected a command before ${JSON.stringify(first)}, got none.`, hint)
  }
  if (group.length === 0) return misuse(`There is no command ${JSON.stringify(first)}.`, hint)
  const choices = group.map(({ name }) => name.slice(first.length + 1)).join(', ')
  const [word] = rest.filter((each) => each !== '--json')
  const came = word === undefined ? 'nothing' : JSON.stringify(word)
  return misuse(`Expected one of ${choices} after \`countersign ${first}\`, got ${came}.`, hint)
}
