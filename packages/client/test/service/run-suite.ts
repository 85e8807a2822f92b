import type { Controls } from './controls.ts'
import { CASES } from './suite.ts'

/**
 * Runs every case and prints a line of JSON for each.
 *
 * @param controlsUrl where the test takes calls of the controls
 */
export async function runSuite(baseUrl: string, controlsUrl: string): Promise<void> {
  const controls = createControls(controlsUrl)
  for (const { name, run } of CASES) {
    let failure: string | undefined
    try {
      await run({ baseUrl, controls })
    } catch (error) {
      failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    console.log(JSON.stringify({ name, failure }))
  }
}

function createControls(controlsUrl: string): Controls {
  const call = async (name: string | symbol, args: readonly unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ name, args })
    const response = await fetch(controlsUrl, { method: 'POST', body })
    const answer = (await response.json()) as {
      readonly result?: unknown
      readonly error?: string
    }
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.result
  }
  return new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: readonly unknown[]) =>
          call(name, args),
    },
    // Each of its names is one of the controls.
  ) as Controls
}
