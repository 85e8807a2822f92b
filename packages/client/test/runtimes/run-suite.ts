import type { Controls } from './controls.ts'
import { CASES } from './suite.ts'

/**
 * Runs every case and prints a line of JSON for each. Started by runtimes.test.ts in each runtime with
 * the service's URL, and the URL at which the test takes calls of the controls.
 */

const [baseUrl = '', controlsUrl = ''] = process.argv.slice(2)

const controls = new Proxy(
  {},
  {
    get:
      (_, name) =>
      async (...args: readonly unknown[]) => {
        const body = JSON.stringify({ name, args })
        const response = await fetch(controlsUrl, { method: 'POST', body })
        const answer = (await response.json()) as {
          readonly result?: unknown
          readonly error?: string
        }
        if (answer.error !== undefined) throw new Error(answer.error)
        return answer.result
      },
  },
  // Each of its names is one of the controls.
) as Controls

for (const { name, run } of CASES) {
  let failure: string | undefined
  try {
    await run({ baseUrl, controls })
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  console.log(JSON.stringify({ name, failure }))
}
