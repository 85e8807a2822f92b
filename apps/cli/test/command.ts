import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished, vi } from 'vitest'
import type { Built } from '../../server/test/built-for-tests.ts'
import { createDatabase } from '../../server/test/database.ts'

/** What npx starts, which starts the Node that the repository carries. */
const COMMAND = fileURLToPath(new URL('../bin/countersign.mjs', import.meta.url))

/** The command as it is built: it starts in a fifth of the time that its sources take. */
const { command: BUILT } = builtCommand()
const COMPILE_CACHE = fileURLToPath(
  new URL('../../../node_modules/.cache/countersign', import.meta.url),
)

// Every step of these tests is a process of its own, which takes seconds where others are busy too.
vi.setConfig({ testTimeout: 90_000 })

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  /** The first match in standard output, which it waits for. */
  readonly saw: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly stdout: () => string
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ran>
}

type Start = (args: readonly string[], env?: Readonly<Record<string, string>>) => Running

/** A folder and a database of the test's own, both empty, and the command as it runs there. */
export interface Place {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly start: Start
  /** The same as one types it: by the command that npx starts, from the sources, on the Node that comes along. */
  readonly startTyped: Start
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>
}

export async function place(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  const database = await createDatabase('empty')
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    XDG_CONFIG_HOME: folder,
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    ...database.env,
  }
  const running = new Set<Running>()
  onTestFinished(async () => {
    for (const each of running) each.kill('SIGTERM')
    await Promise.all([...running].map((each) => each.ended))
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const startAs = (program: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const started = startProcess(process.execPath, program, { ...env, ...more })
    running.add(started)
    void started.ended.then(() => running.delete(started))
    return started
  }
  return {
    folder,
    env,
    start: (args, more) => startAs([BUILT, ...args], more),
    startTyped: (args, more) => startAs([COMMAND, ...args], more),
    run: (args, more) => startAs([BUILT, ...args], more).ended,
  }
}

export function builtCommand(): Built {
  const built = inject('built')
  if (built === undefined) throw new Error('This project of vitest.config.ts builds no command.')
  return built
}

/** Runs in the repository, with these variables and none of the machine's but the path. */
export function startProcess(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  const child = spawn(file, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const look of waiting) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code, signal) => {
      // As a shell tells it: a signal that comes while the process is already ending still ends it.
      const exitCode = signal === null ? code : 128 + constants.signals[signal]
      resolve({ exitCode, stdout, stderr })
      for (const look of waiting) look()
    })
  })
  return {
    stdout: () => stdout,
    kill: (signal) => child.kill(signal),
    ended,
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout)
          if (match !== null) resolve(match)
          else if (child.exitCode !== null)
            reject(new Error(`It ended without ${pattern}: ${stdout}${stderr}`))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
  }
}

export interface Service {
  readonly running: Running
  readonly url: string
  readonly apiKey: string
  readonly call: (
    line: string,
    form?: Readonly<Record<string, string>>,
    apiKey?: string,
  ) => Promise<{ readonly status: number; readonly text: string }>
  /** Registers a person by a number such as `555-123-4567` and answers the Authy id. */
  readonly register: (cellphone: string) => Promise<string>
}

/** `countersign serve` on an empty database, ready, with calls to it. */
export async function serve(at: Place, env?: Readonly<Record<string, string>>): Promise<Service> {
  const running = at.start(['serve'], env)
  const [, url = ''] = await running.saw(/ is ready: (\S+)/)
  const [, apiKey = ''] = await running.saw(/API key +(\w{32})/)
  const call: Service['call'] = async (line, form, key = apiKey) => {
    const [method = 'GET', path = ''] = line.split(' ')
    const response = await fetch(`${url}/protected/json${path}`, {
      method,
      headers: { 'x-authy-api-key': key },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    })
    return { status: response.status, text: await response.text() }
  }
  return {
    running,
    url,
    apiKey,
    call,
    async register(cellphone) {
      const { text } = await call('POST /users/new', {
        'user[email]': 'anna@example.com',
        'user[cellphone]': cellphone,
        'user[country_code]': '1',
        send_install_link_via_sms: 'false',
      })
      return /"id":(\d+)/.exec(text)?.[1] ?? text
    },
  }
}
