import { execFileSync } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    readonly threads: BuiltThreads | undefined
  }
}

/** URLs of built threads, for tests on SQLite. */
export interface BuiltThreads {
  readonly writer: string
  readonly reader: string
}

const BUILD = fileURLToPath(new URL('../../cli/build/build.ts', import.meta.url))
const DIST = fileURLToPath(new URL('../dist-tests/', import.meta.url))

/**
 * The threads that hold SQLite, built as the service is when it runs: each test starts its own, and from the sources
 * reading their modules took longer than the test.
 */
export function setup(project: TestProject): void {
  execFileSync(process.execPath, [BUILD, DIST], { stdio: 'inherit' })
  const urlOf = (name: string) => pathToFileURL(`${DIST}${name}.js`).href
  project.provide('threads', { writer: urlOf('writer-thread'), reader: urlOf('reader-thread') })
}
