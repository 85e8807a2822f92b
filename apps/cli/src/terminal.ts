import { createInterface } from 'node:readline/promises'
import type { Printer } from './print.ts'

/** Whether somebody sits there who can be asked. */
export function isTerminal({ isJson }: Printer): boolean {
  return !isJson && process.stdin.isTTY && process.stdout.isTTY
}

/** What is typed in answer, without the space around it; nothing where the input ends. */
export async function askTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    // Ctrl-D ends the input and leaves the question open for ever.
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
    return (await Promise.race([terminal.question(question), ended])).trim()
  } finally {
    terminal.close()
  }
}
