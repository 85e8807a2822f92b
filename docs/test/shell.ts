import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { ROOT } from './repository.ts'

export interface Said {
  readonly exitCode: number
  /** What came on standard output and standard error, as a terminal shows both. */
  readonly text: string
}

/**
 * One POSIX shell in the repository, which remembers what was exported, as the reader's terminal does.
 *
 * @param npx `direct` starts what npx would find, and saves the half second that npx takes for it
 */
export function openShell(
  env: Readonly<Record<string, string>>,
  npx: 'real' | 'direct',
): {
  readonly run: (command: string) => Promise<Said>
} {
  const shell = spawn('sh', [], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()))
  onTestFinished(async () => {
    shell.stdin.end()
    await ended
  })
  let unread = ''
  let look: (() => void) | undefined
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    unread += text
    look?.()
  })
  if (npx === 'direct') shell.stdin.write('npx() { PATH="node_modules/.bin:$PATH" "$@"; }\n')
  // A refusal of the service becomes one of curl; its body is printed all the same.
  shell.stdin.write('exec 2>&1\ncurl() { command curl --fail-with-body "$@"; }\n')
  return {
    run: (command) =>
      new Promise((resolve, reject) => {
        const mark = `ended-${crypto.randomUUID()}`
        look = () => {
          const [, text = '', code] = new RegExp(`^([^]*)\n${mark} (\\d+)\n`).exec(unread) ?? []
          if (code === undefined) return
          unread = ''
          resolve({ exitCode: Number(code), text })
        }
        void ended.then(() => reject(new Error(`The shell ended at: ${command}\n${unread}`)))
        // Nothing is typed: whatever asks in a terminal takes the way of a script.
        shell.stdin.write(`{ ${command}\n} </dev/null\nprintf '\\n%s %s\\n' ${mark} $?\n`)
      }),
  }
}
