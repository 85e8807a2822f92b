import type { Deps } from '../deps.ts'

/** A signal may be lost with the node that should have given it: every so often who waits looks for themselves. */
const LOOK_EVERY_MS = 15_000

export interface Look<Value> {
  readonly value: Value
  readonly isSettled: boolean
  /** When it changes by the clock alone. */
  readonly changesAt: number | undefined
}

/** Looks until something is settled, `waitMs` have passed, or `closed` says that nobody waits for the answer any more. */
export async function waitUntil<Value>(
  deps: Pick<Deps, 'now' | 'signals' | 'wait'>,
  topic: string,
  options: { readonly waitMs: number; readonly closed: AbortSignal },
  look: () => Promise<Look<Value>>,
): Promise<Value> {
  const endsAt = deps.now() + options.waitMs
  let changed = new AbortController()
  // Before the first look: what is decided between look and wait must not be missed.
  const unsubscribe = deps.signals.subscribe(topic, () => changed.abort())
  const onClosed = () => changed.abort()
  options.closed.addEventListener('abort', onClosed)
  try {
    for (;;) {
      changed = new AbortController()
      const { value, isSettled, changesAt } = await look()
      const now = deps.now()
      if (isSettled || now >= endsAt || options.closed.aborted) return value
      const untilMs = Math.min(endsAt - now, (changesAt ?? endsAt) - now, LOOK_EVERY_MS)
      await deps.wait(untilMs, changed.signal)
    }
  } finally {
    unsubscribe()
    options.closed.removeEventListener('abort', onClosed)
  }
}
