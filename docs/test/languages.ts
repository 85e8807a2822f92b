import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const STAND_INS = fileURLToPath(new URL('./stand-ins', import.meta.url))

/** How a program of a guide is run, with the stand-in for its library (stand-ins/README.md). */
interface Language {
  /** What the machine must have, and the Debian package that brings it. */
  readonly tools: readonly string[]
  readonly file: string
  /** Whatever comes before, in the folder of the program. */
  readonly prepare?: (folder: string) => void
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export const LANGUAGES: Readonly<Record<string, Language>> = {
  python: {
    tools: ['python3'],
    file: 'login.py',
    command: ['python3', '-u', '-B', 'login.py'],
    env: { PYTHONPATH: join(STAND_INS, 'python') },
  },
  ruby: {
    tools: ['ruby'],
    file: 'login.rb',
    // A terminal gets each line at once; a pipe only if it is told so.
    command: ['ruby', '-I', join(STAND_INS, 'ruby'), '-e', '$stdout.sync = true; load "login.rb"'],
  },
  php: {
    tools: ['php'],
    file: 'login.php',
    prepare(folder) {
      mkdirSync(join(folder, 'vendor'))
      copyFileSync(join(STAND_INS, 'php/vendor/autoload.php'), join(folder, 'vendor/autoload.php'))
    },
    command: ['php', 'login.php'],
  },
  java: {
    tools: ['java', 'javac'],
    file: 'Login.java',
    prepare(folder) {
      const sources = readdirSync(join(STAND_INS, 'java'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.java'))
        .map((file) => join(STAND_INS, 'java', file))
      build(folder, ['javac', '-d', '.', '-Xlint:none', ...sources, 'Login.java'])
    },
    // Twice as fast to start as with every optimization.
    command: ['java', '-XX:TieredStopAtLevel=1', '-Xshare:auto', 'Login'],
  },
  go: {
    tools: ['go'],
    file: 'main.go',
    prepare(folder) {
      writeFileSync(
        join(folder, 'go.mod'),
        `module login\n\ngo 1.19\n\nrequire github.com/dcu/go-authy v0.0.0\n\nreplace github.com/dcu/go-authy => ${join(STAND_INS, 'go')}\n`,
      )
      build(folder, ['go', 'build', '-o', 'login', '.'])
    },
    command: ['./login'],
  },
}

/** Those of the tools that this machine does not have. */
export function missingTools({ tools }: Language): readonly string[] {
  return tools.filter((tool) => spawnSync(tool, [tool === 'go' ? 'version' : '--version']).error)
}

function build(folder: string, [tool = '', ...args]: readonly string[]): void {
  const { status, stderr } = spawnSync(tool, args, {
    cwd: folder,
    env: environment(),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${tool} did not take the program of the page:\n${stderr}`)
}

function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: homedir(),
    LANG: 'C.UTF-8',
    // Nothing is fetched, whatever a program imports.
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=mod',
    GONOSUMDB: '*',
    CGO_ENABLED: '0',
  }
}

/** The program of a page, in a folder of its own where its library is the stand-in: what to start there. */
export function prepareProgram(language: Language, program: string, folder: string): Program {
  writeFileSync(join(folder, language.file), program)
  language.prepare?.(folder)
  return { command: language.command, folder, env: language.env ?? {} }
}

interface Program {
  readonly command: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Runs a program to its end, and types what `type` says whenever it asks for a token.
 *
 * @returns all that it printed, and its exit code
 */
export async function runProgram(
  { command, folder, env }: Program,
  type: () => Promise<string>,
): Promise<{ readonly exitCode: number | null; readonly text: string }> {
  const [tool = '', ...args] = command
  const child = spawn(tool, args, { cwd: folder, env: { ...environment(), ...env } })
  let text = ''
  let asked = 0
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const questions = text.match(/Token: /g)?.length ?? 0
    if (questions === asked) return
    asked = questions
    void type().then((token) => child.stdin.write(`${token}\n`))
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, text }))
  })
}
