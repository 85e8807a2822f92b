import { resealEverything } from './actions/change-master-key.ts'
import { runAtEase } from './at-ease.ts'
import type { Deps } from './deps.ts'
import type { Metrics } from './metrics.ts'

/** Rests after each transaction, in times of what it took. */
const REST = 4

/** Nodes that still have the former first key go on sealing with it: so it is looked again, until nothing was found. */
const AGAIN_AFTER_MS = 600_000
const AGAIN_AFTER_NOTHING_MS = 86_400_000

/** Seals what is under former master keys anew, where the ring has any; a task to be called now and then. */
export function createResealing(
  deps: Deps,
  metrics: Pick<Metrics, 'sealedWithOldKeys'>,
  signal: AbortSignal,
): () => Promise<void> {
  let nextAt = 0
  return async () => {
    const [first, ...former] = deps.vault.keyIds
    if (former.length === 0 || deps.now() < nextAt) return
    const came = await runAtEase(resealEverything(deps), { rest: REST, wait: deps.wait, signal })
    if (came === undefined) return
    const { resealed, left } = came
    metrics.sealedWithOldKeys(left)
    const isDone = resealed === 0 && left === 0
    nextAt = deps.now() + (isDone ? AGAIN_AFTER_NOTHING_MS : AGAIN_AFTER_MS)
    deps.log.info(
      { key: first, former, resealed, left },
      isDone
        ? 'everything is sealed with the first master key, and the others may go'
        : 'sealed with the first master key what was not',
    )
  }
}
