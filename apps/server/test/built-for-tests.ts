import { execFileSync } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    readonly built: Built | undefined
  }
}

/** The command as it is built. */
export interface Built {
  /** The file that Node is started with. */
  readonly command: string
  /** URLs of the threads that hold SQLite. */
  readonly writer: string
  readonly reader: string
}

const BUILD = fileURLToPath(new URL('../../cli/build/build.ts', import.meta.url))

/**
 * The command, built as it is when it runs. Tests start it, or the threads that hold SQLite, by the hundred: from the
 * sources reading a thousand modules took longer than most tests.
 */
export function setup(project: TestProject): void {
  // A folder for each project: another one's tests may be under way. Beside `src`, as places.ts asks.
  const dist = new URL(`../dist-tests-${project.name}/`, import.meta.url)
  execFileSync(process.execPath, [BUILD, fileURLToPath(dist)], { stdio: 'inherit' })
  const fileOf = (name: string) => fileURLToPath(new URL(`${name}.js`, dist))
  const urlOf = (name: string) => pathToFileURL(fileOf(name)).href
  project.provide('built', {
    command: fileOf('main'),
    writer: urlOf('writer-thread'),
    reader: urlOf('reader-thread'),
  })
}
