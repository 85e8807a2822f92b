import type { Deps } from './deps.ts'

/**
 * Takes step after step, and rests after each for so many times as long as it took: requests have the
 * database for the rest.
 *
 * @returns what the steps came to; undefined where the signal broke them off
 */
export async function runAtEase<Result>(
  steps: AsyncGenerator<undefined, Result>,
  {
    rest,
    wait,
    signal,
  }: { readonly rest: number; readonly wait: Deps['wait']; readonly signal: AbortSignal },
): Promise<Result | undefined> {
  while (!signal.aborted) {
    const startedAt = performance.now()
    const step = await steps.next()
    if (step.done === true) return step.value
    await wait((performance.now() - startedAt) * rest, signal)
  }
  return undefined
}
