import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The journeys go through what operators are served, so it is built before them. */
export function setup(): void {
  const script = fileURLToPath(new URL('../../build/build.ts', import.meta.url))
  execFileSync(process.execPath, [script], { stdio: 'inherit' })
}
